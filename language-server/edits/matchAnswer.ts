import type { BlockFailure, Check } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { checksOf } from "./checks.js";
import type { LineEdit } from "./hunks.js";
import { joinEdits, type BlockEdits, type FailedBlock } from "./joinEdits.js";
import { trimBlank, type FoundLines } from "./match/findLines.js";
import { LineIndex } from "./match/lineIndex.js";
import type { EditBlock } from "./parse/editBlock.js";
import { parseAnswer } from "./parse/parseAnswer.js";
import { placeReplace } from "./placeReplace.js";
import { mostSimilar, placeRewrite } from "./placeRewrite.js";
import { summaryOf } from "./summary.js";

/** What an answer changes in a document. */
export interface MatchedAnswer {
  /** In document order, not overlapping, each as small as lines allow; at least one. */
  readonly edits: readonly LineEdit[];
  readonly summary: string;
  readonly checks: readonly Check[];
  /** Blocks of the answer that are not in `edits`. */
  readonly failures: readonly BlockFailure[];
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
 * Turns a model's answer (without its thought) into edits of the document. A block that cannot be placed does not hold
 * up the others; it is among the failures.
 *
 * @param target the lines that a single code block rewrites.
 * @throws `noProposal`, `noChange`, `noMatch`, `ambiguous` when nothing is left to be changed.
 */
export function matchAnswer(answer: string, document: TargetDocument, target: LineRange): MatchedAnswer {
  const { blocks, form, prose } = parseAnswer(answer);
  const index = new LineIndex(document.lines);
  const places = new Set<Way>();
  const placed: BlockEdits[] = [];
  const failed: FailedBlock[] = [];
  for (const { block, number } of form === "code" ? chooseRewrites(blocks, document, target) : numbered(blocks)) {
    try {
      const { edits, way } = place(block, document, index, target);
      if (edits.length === 0) throw noChange();
      placed.push({ block: number, edits });
      places.add(way);
    } catch (error) {
      if (!PonderFailure.is(error)) throw error;
      failed.push({ block: number, failure: error });
    }
  }
  const joined = joinEdits(placed);
  const all = [...failed, ...joined.failed].sort((a, b) => a.block - b.block);
  if (joined.edits.length === 0) throw allFailed(all);
  const match: Check = { name: "match", passed: true, message: matchMessage(places) };
  return {
    edits: joined.edits,
    summary: summaryOf(prose),
    checks: [format, match, ...checksOf(document.lines, joined.edits)],
    failures: all.map(({ block, failure }) => ({ block, ...failure.data })),
  };
}

type Way = FoundLines["by"] | "rewrite";

interface NumberedBlock {
  readonly block: EditBlock;
  readonly number: number;
}

const format: Check = { name: "format", passed: true, message: "The answer has the form that was asked for." };

const byWords: Record<FoundLines["by"], string> = {
  exact: "exactly",
  whitespace: "apart from white space",
  lineFuzzy: "line by line, with small differences",
  similarity: "as a similar piece of code",
};

function matchMessage(ways: ReadonlySet<Way>): string {
  const found = [...ways].filter((way) => way !== "rewrite").map((way) => byWords[way]);
  return found.length === 0
    ? "The code block rewrites the chosen lines."
    : `The text to replace was found ${found.join("; ")}.`;
}

function numbered(blocks: readonly EditBlock[]): readonly NumberedBlock[] {
  return blocks.map((block, at) => ({ block, number: at + 1 }));
}

/**
 * Code blocks without a path are variants of one rewrite, or examples of use: one of them is meant. If one with the
 * path of this file is there, it is that one. Blocks that name another file stay, to be refused by name.
 */
function chooseRewrites(
  blocks: readonly EditBlock[],
  { fileName, lines }: TargetDocument,
  target: LineRange,
): readonly NumberedBlock[] {
  const all = numbered(blocks);
  const forOthers = all.filter(({ block }) => block.path !== undefined && baseName(block.path) !== fileName);
  const own = all.filter(({ block }) => block.path !== undefined && baseName(block.path) === fileName);
  const candidates = own.length > 0 ? own : all.filter(({ block }) => block.path === undefined);
  const codes = candidates.flatMap(({ block }) => (block.kind === "rewrite" ? [block.lines] : []));
  const best = mostSimilar(codes, lines.slice(target.start, target.end + 1));
  const chosen = candidates.find(
    ({ block }) => block.kind === "rewrite" && trimBlank(block.lines).join("\n") === best?.join("\n"),
  );
  return chosen ? [chosen, ...forOthers] : forOthers;
}

function baseName(path: string): string | undefined {
  return path.split(/[/\\]/).at(-1);
}

function place(
  block: EditBlock,
  { lines, fileName, languageId }: TargetDocument,
  index: LineIndex,
  target: LineRange,
): { readonly edits: readonly LineEdit[]; readonly way: Way } {
  if (block.kind === "broken") throw block.failure;
  if (block.path !== undefined && baseName(block.path) !== fileName) throw otherFile(block.path, fileName);
  switch (block.kind) {
    case "replace": {
      const { edits, by } = placeReplace(block, index);
      return { edits, way: by };
    }
    case "rewrite":
      return { edits: placeRewrite(block.lines, lines, target, languageId), way: "rewrite" };
    case "create":
      if (lines.some((line) => line.trim() !== "")) throw existsAlready(fileName);
      return { edits: placeRewrite(block.lines, lines, target, languageId), way: "rewrite" };
    case "delete":
      throw deletesFile(fileName);
  }
}

/** The only failure as it is; of several the first one, with the count. */
function allFailed(failed: readonly FailedBlock[]): PonderFailure {
  const [first, ...others] = failed;
  if (first === undefined) return noChange();
  const different = others.filter(({ failure }) => failure.message !== first.failure.message);
  if (different.length === 0) return first.failure;
  const { code, message, hint, positions, nearest } = first.failure.data;
  const more = `None of the ${String(failed.length)} blocks of the answer fits. The first: ${message}`;
  return new PonderFailure(code, more, hint, { ...(positions ? { positions } : {}), ...(nearest ? { nearest } : {}) });
}

function noChange(): PonderFailure {
  return new PonderFailure(
    "noChange",
    "The model proposes the code that is already there.",
    "Say what is wrong with it, or ask again.",
  );
}

function otherFile(path: string, fileName: string): PonderFailure {
  return new PonderFailure(
    "noMatch",
    `The answer changes ${path}, but the file is ${fileName}.`,
    "Open that file and ask there.",
  );
}

function existsAlready(fileName: string): PonderFailure {
  return new PonderFailure("noMatch", `The answer creates ${fileName}, but there is text in it.`, "Ask again.");
}

function deletesFile(fileName: string): PonderFailure {
  return new PonderFailure("noProposal", `The answer deletes ${fileName}.`, "Delete it yourself if it is right.");
}
