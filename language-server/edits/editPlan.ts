import type { EditProposeParams, Problem } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { editPrompt } from "../prompts/editPrompt.js";
import { insertPrompt } from "../prompts/insertPrompt.js";
import { editTarget } from "./editTarget.js";

/** What the model is asked, and which lines a code block in its answer rewrites. */
export interface EditPlan {
  readonly target: LineRange;
  readonly question: string;
}

type Wanted = Pick<EditProposeParams, "kind" | "range" | "problems" | "instruction" | "path">;

/**
 * Decides what is to be asked for an edit. Pure.
 *
 * @param lines the document.
 * @throws `noProposal` where there is no code to be changed; `badRequest` for an `edit` without an instruction and a
 *   `fixAll` without problems.
 */
export function planEdit(wanted: Wanted, lines: readonly string[], languageId: string): EditPlan {
  const { kind, path, problems, instruction = "" } = wanted;
  if (kind === "edit" && instruction.trim() === "") throw noInstruction();
  const target =
    kind === "fixAll" ? aroundProblems(lines, problems, languageId) : editTarget(lines, wanted.range, languageId);
  if (kind === "edit") {
    const gap = gapAt(lines, wanted, target);
    if (gap !== undefined)
      return { target: gap, question: insertPrompt({ path, lines, line: gap.start }, instruction) };
  }
  const old = lines.slice(target.start, target.end + 1);
  if (old.every(isBlank)) throw nothingHere();
  const shown = { path, languageId, text: old.join("\n"), startLine: target.start };
  return { target, question: editPrompt(kind, shown, { problems: problemsIn(target, problems), instruction }) };
}

/** From the first to the last block that has a problem: one piece, because the answer is one block of code. */
function aroundProblems(lines: readonly string[], problems: readonly Problem[], languageId: string): LineRange {
  const blocks = problems.map(({ range: { start } }) => {
    const block = editTarget(lines, { start, end: start }, languageId);
    return { start: Math.min(block.start, start.line), end: Math.max(block.end, start.line) };
  });
  if (blocks.length === 0) throw noProblems();
  const last = lines.length - 1;
  return {
    start: Math.min(last, ...blocks.map(({ start }) => start)),
    end: Math.min(last, Math.max(...blocks.map(({ end }) => end))),
  };
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
