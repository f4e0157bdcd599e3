import type { EditProposeParams, Problem } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { editPrompt } from "../prompts/editPrompt.js";
import { insertPrompt } from "../prompts/insertPrompt.js";
import type { PromptPiece } from "../prompts/promptFiles.js";
import { editTarget } from "./editTarget.js";

/** What the model is asked, and which lines a code block in its answer rewrites. */
export interface EditPlan {
  readonly target: LineRange;
  /** The problems that are named. */
  readonly problems: readonly Problem[];
  /** @param definitions of what the code uses, as far as there is room for them. */
  readonly question: (definitions?: readonly PromptPiece[]) => string;
}

type Plans = readonly [EditPlan, ...EditPlan[]];

type Wanted = Pick<EditProposeParams, "kind" | "range" | "problems" | "instruction" | "path">;

/**
 * Decides what is to be asked for an edit of one place. Pure.
 *
 * @param lines the document.
 * @throws `noProposal` where there is no code to be changed; `badRequest` for an `edit` without an instruction.
 */
export function planEdit(wanted: Wanted, lines: readonly string[], languageId: string): EditPlan {
  const { kind, path, instruction = "" } = wanted;
  if (kind === "edit" && instruction.trim() === "") throw noInstruction();
  const target = editTarget(lines, wanted.range, languageId);
  const gap = kind === "edit" ? gapAt(lines, wanted, target) : undefined;
  if (gap === undefined) return planRewrite(wanted, lines, languageId, target);
  const question = () => insertPrompt({ path, lines, line: gap.start }, instruction);
  return { target: gap, problems: [], question };
}

/**
 * Decides what is to be asked to have all problems of a document fixed: one question for each block that has some, in
 * document order. Pure.
 *
 * @param lines the document.
 * @throws `noProposal` where there is no code to be changed; `badRequest` where there are no problems.
 */
export function planFixAll(wanted: Wanted, lines: readonly string[], languageId: string): Plans {
  if (wanted.problems.length === 0) throw noProblems();
  const blocks = blocksWith(wanted.problems, lines, languageId);
  const withCode = blocks.filter(({ start, end }) => !lines.slice(start, end + 1).every(isBlank));
  const [first, ...others] = withCode.map((target) => planRewrite(wanted, lines, languageId, target));
  if (first === undefined) throw nothingHere();
  return [first, ...others];
}

function planRewrite(wanted: Wanted, lines: readonly string[], languageId: string, target: LineRange): EditPlan {
  const { kind, path, instruction = "" } = wanted;
  const old = lines.slice(target.start, target.end + 1);
  if (old.every(isBlank)) throw nothingHere();
  const shown = { path, languageId, text: old.join("\n"), startLine: target.start };
  const problems = problemsIn(target, wanted.problems);
  return {
    target,
    problems,
    question: (definitions = []) => editPrompt(kind, shown, { problems, instruction, definitions }),
  };
}

/** The blocks around the problems, in document order; those that share lines are one. */
function blocksWith(problems: readonly Problem[], lines: readonly string[], languageId: string): readonly LineRange[] {
  const last = lines.length - 1;
  const blocks = problems.map(({ range: { start } }) => {
    const line = Math.min(start.line, last);
    const block = editTarget(lines, { start: { line, character: 0 }, end: { line, character: 0 } }, languageId);
    return { start: Math.min(block.start, line), end: Math.min(last, Math.max(block.end, line)) };
  });
  const joined: LineRange[] = [];
  for (const block of blocks.toSorted((a, b) => a.start - b.start)) {
    const before = joined.at(-1);
    if (before === undefined || block.start > before.end) joined.push(block);
    else joined[joined.length - 1] = { start: before.start, end: Math.max(before.end, block.end) };
  }
  return joined;
}

/** The blank lines that are selected, or the blank line of the caret where there is no code on both sides in its block. */
function gapAt(lines: readonly string[], { range }: Wanted, target: LineRange): LineRange | undefined {
  const line = Math.min(range.start.line, lines.length - 1);
  if (lines.slice(target.start, target.end + 1).every(isBlank)) return target;
  if (!isBlank(lines[line] ?? "")) return undefined;
  const isBetween = [lines.slice(target.start, line), lines.slice(line, target.end + 1)].every(
    (side) => !side.every(isBlank),
  );
  return isBetween ? undefined : { start: line, end: line };
}

const isBlank = (line: string): boolean => line.trim() === "";

/** The problems of the target's lines; when none of them stands there, the client must know why it sent them. */
function problemsIn(target: LineRange, problems: readonly Problem[]): readonly Problem[] {
  const inside = problems.filter(({ range }) => range.start.line <= target.end && range.end.line >= target.start);
  return inside.length > 0 ? inside : problems;
}

function noInstruction(): PonderFailure {
  return new PonderFailure("badRequest", "Nothing was said about what to change.", "Say what the edit is to do.");
}

function noProblems(): PonderFailure {
  return new PonderFailure("badRequest", "The editor reports no problems in this file.", "There is nothing to do.");
}

function nothingHere(): PonderFailure {
  return new PonderFailure(
    "noProposal",
    "There is no code at this place.",
    "Put the cursor into a function, or select the lines that are meant.",
  );
}
