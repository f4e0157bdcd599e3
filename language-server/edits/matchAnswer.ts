import type { Check } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { refuseElision } from "./elision.js";
import { diffLines, type LineEdit } from "./hunks.js";
import { findLines, trimBlank, type FoundLines } from "./match/findLines.js";
import { lineSimilarity } from "./match/lineSimilarity.js";
import { narrowTarget } from "./narrowTarget.js";
import { parseAnswer } from "./parseAnswer.js";
import { reindent } from "./reindent.js";
import type { SearchReplace } from "./searchReplace.js";
import { summaryOf } from "./summary.js";

/** What an answer changes in a document. */
export interface MatchedAnswer {
  /** In document order, not overlapping, each as small as lines allow; at least one. */
  readonly edits: readonly LineEdit[];
  readonly summary: string;
  readonly checks: readonly Check[];
}

/** A document to be edited. */
export interface TargetDocument {
  readonly lines: readonly string[];
  /** Name of the file, to refuse edits that are meant for another one. */
  readonly fileName: string;
  /** VS Code language identifier. */
  readonly languageId: string;
}

/**
 * Turns a model's answer (without its thought) into edits of the document.
 *
 * @param target the lines that a single code block rewrites.
 * @throws `noProposal`, `noChange`, `noMatch`, `ambiguous`.
 */
export function matchAnswer(answer: string, document: TargetDocument, target: LineRange): MatchedAnswer {
  const parsed = parseAnswer(answer);
  const matched =
    parsed.form === "rewrite" ? rewrite(parsed.blocks, document, target) : searchReplace(parsed.blocks, document);
  if (matched.edits.length === 0)
    throw new PonderFailure(
      "noChange",
      "The model proposes the code that is already there.",
      "Say what is wrong with it, or ask again.",
    );
  return { edits: matched.edits, summary: summaryOf(parsed.prose), checks: [format, matched.check] };
}

interface Matched {
  readonly edits: readonly LineEdit[];
  readonly check: Check;
}

const format: Check = { name: "format", passed: true, message: "The answer has the form that was asked for." };

function rewrite(
  blocks: readonly (readonly string[])[],
  { lines, languageId }: TargetDocument,
  target: LineRange,
): Matched {
  const code = mostSimilar(blocks.map(trimBlank), trimBlank(lines.slice(target.start, target.end + 1)));
  const { start, end } = narrowTarget(code, lines, target, languageId);
  const old = trimBlank(lines.slice(start, end + 1));
  const leading = lines.slice(start, end + 1).findIndex((line) => line.trim() !== "");
  refuseElision(code, old);
  return {
    edits: diffLines(old, reindent(code, old), start + Math.max(0, leading)),
    check: { name: "match", passed: true, message: "The code block rewrites the chosen lines." },
  };
}

/** Of several code blocks (an example of use, a second variant) the one that looks most like the old code. */
function mostSimilar(blocks: readonly (readonly string[])[], old: readonly string[]): readonly string[] {
  const known = new Set(old.map((line) => line.trim()));
  const score = (block: readonly string[]) => {
    const same = block.filter((line) => known.has(line.trim())).length;
    return (same + lineSimilarity(block[0] ?? "", old[0] ?? "")) / Math.max(block.length, old.length);
  };
  return blocks.reduce((best, block) => (score(block) > score(best) ? block : best), blocks[0] ?? []);
}

const byWords: Record<FoundLines["by"], string> = {
  exact: "exactly",
  whitespace: "apart from white space",
  lineFuzzy: "line by line, with small differences",
  similarity: "as a similar piece of code",
};

function searchReplace(blocks: readonly SearchReplace[], document: TargetDocument): Matched {
  const places = blocks.map((block) => place(block, document)).sort((a, b) => a.found.start - b.found.start);
  places.forEach(({ found }, index) => {
    const next = places[index + 1]?.found;
    if (next !== undefined && next.start < found.end)
      throw new PonderFailure(
        "ambiguous",
        `Two blocks of the answer change the same line: ${String(next.start + 1)}.`,
        "Ask again.",
      );
  });
  const ways = [...new Set(places.map(({ found }) => byWords[found.by]))].join("; ");
  return {
    edits: places.flatMap(({ edits }) => edits),
    check: { name: "match", passed: true, message: `The text to replace was found ${ways}.` },
  };
}

function place(block: SearchReplace, { lines, fileName }: TargetDocument) {
  const named = block.path?.split(/[/\\]/).at(-1);
  if (named !== undefined && named !== fileName)
    throw new PonderFailure(
      "noMatch",
      `The answer changes ${block.path ?? ""}, but the file is ${fileName}.`,
      "Open that file and ask there.",
    );
  const isEmptyFile = lines.every((line) => line.trim() === "");
  const found: FoundLines =
    isEmptyFile && trimBlank(block.search).length === 0
      ? { start: 0, end: lines.length, by: "exact" }
      : findLines(lines, block.search);
  const old = lines.slice(found.start, found.end);
  const replace = withoutSharedBlanks(block);
  refuseElision(replace, old);
  const fresh = shift(replace, trimBlank(block.search), old);
  return { found, edits: diffLines(old, fresh, found.start) };
}

/** The search text is found without the blank lines around it, so they are no part of the replacement either. */
function withoutSharedBlanks({ search, replace }: SearchReplace): readonly string[] {
  const blanks = (lines: readonly string[]) => {
    const first = lines.findIndex((line) => line.trim() !== "");
    return first < 0 ? lines.length : first;
  };
  const head = Math.min(blanks(search), blanks(replace));
  const tail = Math.min(blanks(search.toReversed()), blanks(replace.slice(head).toReversed()));
  return replace.slice(head, replace.length - tail);
}

/** Moves the replacement as the search text has to be moved to stand where it was found. */
function shift(replace: readonly string[], search: readonly string[], old: readonly string[]): readonly string[] {
  const from = /^[ \t]*/.exec(search[0] ?? "")?.[0] ?? "";
  const to = /^[ \t]*/.exec(old[0] ?? "")?.[0] ?? "";
  if (from === to) return replace;
  return replace.map((line) => {
    if (line.trim() === "") return line;
    if (line.startsWith(from)) return to + line.slice(from.length);
    return line;
  });
}
