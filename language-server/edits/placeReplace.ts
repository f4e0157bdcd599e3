import { PonderFailure } from "../../protocol/errors.js";
import { noChange } from "./blockFailures.js";
import { cutAtElisions, expandElisions } from "./elision.js";
import { diffLines, type LineEdit } from "./hunks.js";
import { moveIndents } from "./indents.js";
import { withoutLineNumbers } from "./lineNumbers.js";
import { findLines, trimBlank, type FoundLines } from "./match/findLines.js";
import { normalizeLine, type LineIndex } from "./match/lineIndex.js";
import { matchWhitespace } from "./match/matchWhitespace.js";
import type { ReplaceBlock } from "./parse/editBlock.js";
import { foldForeignSigns, foldLike } from "./signs.js";

/** A block's edits and how its place was found. */
export interface PlacedReplace {
  readonly edits: readonly LineEdit[];
  readonly by: FoundLines["by"];
}

/**
 * Finds the place of a block's search text and makes the edits. Lines that the search text and the replacement share
 * are context: they stay as the document has them, however the model copied them.
 *
 * @throws `noMatch`, `ambiguous`, `noProposal`.
 */
export function placeReplace(asked: ReplaceBlock, index: LineIndex): PlacedReplace {
  const { lines } = index;
  const isEmptyFile = lines.every((line) => line.trim() === "");
  if (isEmptyFile && trimBlank(asked.search).length === 0) {
    const fresh = expandElisions(trimBlank(asked.replace), lines);
    return { edits: diffLines(lines, fresh, 0), by: "exact" };
  }
  const pieces = cutAtElisions(trimBlank(asked.search), lines);
  if (pieces.length > 1 && pieces.every((piece) => piece.length > 0)) return placePieces(asked, pieces, index);
  const { block, found } = findOrSaySame(asked, index);
  const old = lines.slice(found.start, found.end);
  const given = trimBlank(block.search);
  const search = foldLike(given, old);
  const whole = expandElisions(withoutSharedBlanks(block), old);
  // What the model did to the text that it copied, it did to the new text too.
  const replace = search === given ? foldLike(whole, old) : foldForeignSigns(whole, old);
  if (old.length !== search.length) {
    const fresh = moveIndents(replace, search.slice(0, 1), old.slice(0, 1));
    return { edits: diffLines(old, fresh, found.start), by: found.by };
  }
  const edits = diffLines(search, replace, found.start).map((edit) => ({
    ...edit,
    lines: moveIndents(edit.lines, search, old),
  }));
  return { edits: edits.filter((edit) => !isSame(edit, lines)), by: found.by };
}

/**
 * A search text that leaves lines out itself stands for what is between its pieces. A replacement that leaves as much
 * out keeps that: each piece is an edit of its own; any other one takes the place of the whole.
 *
 * @throws `ambiguous` or `noMatch` when a piece is not in one place, `noMatch` when they are not in this order.
 */
function placePieces(block: ReplaceBlock, pieces: readonly (readonly string[])[], index: LineIndex): PlacedReplace {
  const places = pieces.map((piece, at) => findLines(index, piece, at === 0 ? block : {}));
  if (!places.every(({ start }, at) => start >= (places[at - 1]?.end ?? 0))) throw notInOrder();
  const fresh = cutAtElisions(trimBlank(block.replace), index.lines);
  if (fresh.length === pieces.length) {
    const edits = pieces.map((search, at) => placeReplace({ ...block, search, replace: fresh[at] ?? [] }, index).edits);
    return { edits: edits.flat(), by: "exact" };
  }
  return placeReplace({ ...block, search: index.lines.slice(places[0]?.start, places.at(-1)?.end) }, index);
}

function notInOrder(): PonderFailure {
  return new PonderFailure(
    "noMatch",
    "The pieces of the text to replace stand in another order in the file.",
    "The file may have changed. Ask again.",
  );
}

/** @throws `noChange` where the text is not there because the new one is: the edit was made already. */
function findOrSaySame(block: ReplaceBlock, index: LineIndex): ReturnType<typeof find> {
  try {
    return find(block, index);
  } catch (error) {
    const fresh = trimBlank(block.replace);
    const isShort = fresh.join("").trim().length < 3;
    if (PonderFailure.is(error, "noMatch") && !isShort && matchWhitespace(index, fresh).length === 1) throw noChange();
    throw error;
  }
}

/** Without the line numbers that the model copied along, unless the document has such lines itself. */
function find(block: ReplaceBlock, index: LineIndex): { readonly block: ReplaceBlock; readonly found: FoundLines } {
  const asked = trimBlank(block.search);
  const search = withoutLineNumbers(asked);
  if (search === undefined || index.normal(normalizeLine(asked[0] ?? "")).length > 0)
    return { block, found: findLines(index, asked, block) };
  const replace = trimBlank(block.replace);
  const plain = { ...block, search, replace: withoutLineNumbers(replace) ?? replace };
  return { block: plain, found: findLines(index, search, block) };
}

function isSame({ start, end, lines: fresh }: LineEdit, lines: readonly string[]): boolean {
  return end - start === fresh.length && fresh.every((line, at) => line === lines[start + at]);
}

/** The search text is found without the blank lines around it, so they are no part of the replacement either. */
function withoutSharedBlanks({ search, replace }: ReplaceBlock): readonly string[] {
  const blanks = (lines: readonly string[]) => {
    const first = lines.findIndex((line) => line.trim() !== "");
    return first < 0 ? lines.length : first;
  };
  const head = Math.min(blanks(search), blanks(replace));
  const tail = Math.min(blanks(search.toReversed()), blanks(replace.slice(head).toReversed()));
  return replace.slice(head, replace.length - tail);
}
