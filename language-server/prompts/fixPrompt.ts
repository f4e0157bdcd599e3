import type { Problem } from "../../protocol/edits.js";
import fix from "./fix.md";
import { renderFile } from "./promptFiles.js";

/** What is to be fixed. */
export interface FixTarget {
  readonly path: string;
  /** The lines that the answer rewrites. */
  readonly text: string;
  /** Zero-based line of the document where `text` begins. */
  readonly startLine: number;
}

/**
 * The user's turn of a fix: the lines to rewrite as a file, then the task and the form of the answer. Stated once and
 * without examples, because R1 gets worse with few-shot prompts (DeepSeek-R1 paper, section 5). The wording is measured
 * by benchmarks/fixes.
 */
export function fixPrompt(target: FixTarget, problems: readonly Problem[]): string {
  const task = fix.trim().replace("{problems}", () => describe(target, problems));
  return renderFile(target.path, target.text) + task;
}

function describe(target: FixTarget, problems: readonly Problem[]): string {
  const [first] = problems;
  if (first === undefined) return "";
  // One mistake is often reported at every place it shows.
  if (new Set(problems.map(({ message }) => message)).size === 1) return ` The problem: ${oneLine(first.message)}`;
  const lines = problems.map((problem) => {
    const line = problem.range.start.line - target.startLine + 1;
    return `\n- Line ${String(Math.max(1, line))}: ${oneLine(problem.message)}`;
  });
  return ` The problems:${lines.join("")}`;
}

/** A message of several lines (TypeScript chains them) stays one item of the list. */
function oneLine(message: string): string {
  return message.replace(/\s*[\r\n]+\s*/g, " ").trim();
}
