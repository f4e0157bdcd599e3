import { splitLines } from "../lines.js";
import type { ParsedBlocks } from "./editBlock.js";
import { dedentFences, findFences } from "./fences.js";
import { parseFencedCode } from "./fencedCode.js";
import { hasSearchReplace, parseSearchReplace } from "./searchReplace.js";
import { parseUnifiedDiff, startsDiff } from "./unifiedDiff.js";
import { parsePatch, startsPatch } from "./v4aPatch.js";

/** What an answer wants to change. */
export interface ParsedAnswer extends ParsedBlocks {
  readonly form: "searchReplace" | "patch" | "diff" | "code";
}

/**
 * Reads the edits in a model's answer. The marks decide about the form: SEARCH/REPLACE blocks, `*** Begin Patch`,
 * unified diffs, else code blocks. Marks count outside of code, and where they are the first line of a code block;
 * further down they belong to the code. Takes the answer only: a thought must have been split off before.
 *
 * @throws `noProposal` when there is no code in it.
 */
export function parseAnswer(answer: string): ParsedAnswer {
  const lines = dedentFences(splitLines(answer.replace(/^\uFEFF/, "")));
  if (hasSearchReplace(lines)) return { form: "searchReplace", ...parseSearchReplace(lines) };
  const places = marksCountIn(lines);
  if (places.some((at) => startsPatch(lines[at] ?? ""))) return { form: "patch", ...parsePatch(lines) };
  if (places.some((at) => startsDiff(lines, at))) {
    const diff = parseUnifiedDiff(lines);
    if (diff.blocks.length > 0) return { form: "diff", ...diff };
  }
  return { form: "code", ...parseFencedCode(lines) };
}

/** Line numbers outside of code blocks, of their fences, and of their first lines with text. */
function marksCountIn(lines: readonly string[]): readonly number[] {
  const places = new Set(lines.keys());
  for (const { start, end } of findFences(lines)) {
    let at = start + 1;
    while (at < end && (lines[at] ?? "").trim() === "") at++;
    for (at++; at < end; at++) places.delete(at);
  }
  return [...places];
}
