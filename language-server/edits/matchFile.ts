import { PonderFailure } from "../../protocol/errors.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { existsAlready, noChange, notThere, unwanted } from "./blockFailures.js";
import { chooseRewrites } from "./chooseRewrites.js";
import { expandElisions } from "./elision.js";
import { applyEdits, type LineEdit } from "./hunks.js";
import { joinEdits, type BlockEdits, type FailedBlock } from "./joinEdits.js";
import { trimBlank, type FoundLines } from "./match/findLines.js";
import { LineIndex } from "./match/lineIndex.js";
import type { EditBlock } from "./parse/editBlock.js";
import { placeReplace } from "./placeReplace.js";
import { placeRewrite } from "./placeRewrite.js";
import { linesOf, type TargetDocument } from "./targetDocument.js";

/** A block and its number in the answer, from 1. */
export interface NumberedBlock<Block extends EditBlock = EditBlock> {
  readonly block: Block;
  readonly number: number;
}

/** How the place of an edit was found. */
export type Way = FoundLines["by"] | "rewrite" | "create";

/** What the blocks of an answer do to one document. */
export interface MatchedBlocks {
  readonly edits: readonly LineEdit[];
  readonly ways: ReadonlySet<Way>;
  readonly failed: readonly FailedBlock[];
}

/**
 * Places the blocks that are meant for one document.
 *
 * @param target the lines that a single code block rewrites; the whole document when absent.
 */
export function matchFile(
  blocks: readonly NumberedBlock[],
  document: TargetDocument,
  target: LineRange | undefined,
): MatchedBlocks {
  const lines = linesOf(document);
  const range = target ?? { start: 0, end: lines.length - 1 };
  const { chosen, failed: refused } = chooseRewrites(blocks, document, range);
  const failed = [...refused];
  const placed: BlockEdits[] = [];
  const ways = new Set<Way>();
  const index = new LineIndex(lines);
  for (const { block, number } of chosen) {
    try {
      const { edits, way } = document.version === null ? create(block, document) : place(block, document, index, range);
      if (edits.length === 0) throw noChange();
      placed.push({ block: number, edits });
      ways.add(way);
    } catch (error) {
      if (!PonderFailure.is(error)) throw error;
      failed.push({ block: number, failure: error });
    }
  }
  const joined = joinEdits(placed);
  const isResult = new Set(refused.filter(({ block }) => says(blocks, block, applyEdits(lines, joined.edits))));
  const real = failed.filter((one) => !isResult.has(one));
  return { edits: joined.edits, ways, failed: [...real, ...joined.failed] };
}

/** Whether a block shows the text that the edits lead to. */
function says(blocks: readonly NumberedBlock[], number: number, result: readonly string[]): boolean {
  const block = blocks.find((one) => one.number === number)?.block;
  return block?.kind === "rewrite" && trimBlank(block.lines).join("\n") === trimBlank(result).join("\n");
}

interface Placed {
  readonly edits: readonly LineEdit[];
  readonly way: Way;
}

function place(block: EditBlock, document: TargetDocument, index: LineIndex, target: LineRange): Placed {
  const { lines } = index;
  switch (block.kind) {
    case "broken":
      throw block.failure;
    case "replace": {
      const { edits, by } = placeReplace(block, index);
      return { edits, way: by };
    }
    case "rewrite":
      return { edits: placeRewrite(codeOf(block, lines), lines, target, document.languageId), way: "rewrite" };
    case "create":
      if (lines.some((line) => line.trim() !== "")) throw existsAlready(document.path);
      return { edits: placeRewrite(block.lines, lines, target, document.languageId), way: "rewrite" };
    case "delete":
    case "rename":
    case "notText":
      throw unwanted(block.kind, block.path ?? document.path);
  }
}

/** The text of a file that is not there yet. */
function create(block: EditBlock, { path }: TargetDocument): Placed {
  switch (block.kind) {
    case "broken":
      throw block.failure;
    case "replace":
      if (trimBlank(block.search).length > 0) throw notThere(block.path ?? path);
      return whole(block.replace);
    case "rewrite":
    case "create":
      return whole(block.lines);
    case "delete":
    case "rename":
    case "notText":
      throw unwanted(block.kind, block.path ?? path);
  }
}

function whole(code: readonly string[]): Placed {
  const lines = expandElisions(trimBlank(code), []);
  return { edits: [{ start: 0, end: 0, lines: lines.length > 0 ? lines : [""] }], way: "create" };
}

/** With the comment that named the path, where the document has it too. */
function codeOf(
  { lines: code, pathComment }: Extract<EditBlock, { kind: "rewrite" }>,
  lines: readonly string[],
): readonly string[] {
  const isCode = pathComment !== undefined && lines.some((line) => line.trim() === pathComment.trim());
  return isCode ? [pathComment, ...code] : code;
}
