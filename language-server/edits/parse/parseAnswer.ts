import { PonderFailure } from "../../../protocol/errors.js";
import { splitLines } from "../lines.js";
import type { EditBlock } from "./editBlock.js";
import { dedentFences, findFences, insideOf, outsideFences, type Fence } from "./fences.js";
import { readFencedCode } from "./fencedCode.js";
import { pathInLine } from "../../../protocol/pathLine.js";
import { readSearchReplace } from "./searchReplace.js";
import { readUnifiedDiff, startsDiff } from "./unifiedDiff.js";
import { isPatchBorder, readPatch, startsPatch } from "./v4aPatch.js";

/** What an answer wants to change. */
export interface ParsedAnswer {
  /** In the order of the answer. */
  readonly blocks: readonly EditBlock[];
  /** The text around them, for the summary. */
  readonly prose: string;
}

/**
 * Reads the edits in a model's answer, whatever forms they are written in: SEARCH/REPLACE blocks, `*** Begin Patch`,
 * unified diffs, code blocks; an answer may mix them. Marks of patches and diffs count outside of code, and where they
 * are the first line of a code block; further down they belong to the code. Where there are other edits, code blocks
 * without a path are illustrations. Takes the answer only: a thought must have been split off before.
 *
 * @throws `noProposal` when there is no code in it.
 */
export function parseAnswer(answer: string): ParsedAnswer {
  const lines = dedentFences(splitLines(answer.replace(/^\uFEFF/, "")));
  const fences = findFences(lines);
  const claimed = new Set<number>();
  const blocks: EditBlock[] = [];
  const free = () => lines.map((line, at) => (claimed.has(at) ? "" : line));
  for (const read of [readSearchReplace, (rest: readonly string[]) => readMarked(rest, fences)]) {
    const found = read(free());
    blocks.push(...found.blocks);
    for (const at of found.claimed) claimed.add(at);
  }
  const untouched = fences.filter(({ start, end }) => !hasAny(claimed, start, end));
  const code = readFencedCode(free(), untouched);
  const isNamed = ({ path }: EditBlock) => path !== undefined;
  if (blocks.length > 0) blocks.push(...code.filter(isNamed));
  else blocks.push(...(code.some(isNamed) ? code.filter((block) => isNamed(block) || !block.isForTerminal) : code));
  if (blocks.length === 0) throw noCode();
  const prose = outsideFences(lines, fences).filter((at) => !claimed.has(at) && isProse(lines[at] ?? ""));
  return {
    blocks: blocks.sort((a, b) => a.at - b.at),
    prose: prose.map((at) => lines[at] ?? "").join("\n"),
  };
}

/** Patches, then diffs, in what is not the code of another block. */
function readMarked(lines: readonly string[], fences: readonly Fence[]) {
  const visible = [...lines];
  for (const { start, end } of fences) {
    const first = lines.findIndex((line, at) => at > start && line.trim() !== "");
    const isMarked =
      startsDiff(lines, start) || (first < end && (startsDiff(lines, first) || startsPatch(lines[first] ?? "")));
    if (!isMarked) for (const at of insideOf({ start, end }, lines)) visible[at] = "";
  }
  const patch = readPatch(visible);
  const diff = readUnifiedDiff(visible.map((line, at) => (patch.claimed.has(at) ? "" : line)));
  return { blocks: [...patch.blocks, ...diff.blocks], claimed: new Set([...patch.claimed, ...diff.claimed]) };
}

function hasAny(numbers: ReadonlySet<number>, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (numbers.has(at)) return true;
  return false;
}

function isProse(line: string): boolean {
  return !isPatchBorder(line) && pathInLine(line) === undefined;
}

function noCode(): PonderFailure {
  return new PonderFailure(
    "noProposal",
    "The answer holds no code that could be put into the file.",
    "Ask again, or ask in the panel and copy what you need.",
  );
}
