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
 * @throws `noProposal` where there is no code to be changed; `badRequest` for an `edit` without an instruction.
 */
export function planEdit(wanted: Wanted, lines: readonly string[], languageId: string): EditPlan {
  const { kind, path, problems, instruction = "" } = wanted;
  if (kind === "edit" && instruction.trim() === "") throw noInstruction();
  const target = editTarget(lines, wanted.range, languageId);
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

function nothingHere(): PonderFailure {
  return new PonderFailure(
    "noProposal",
    "There is no code at this place.",
    "Put the cursor into a function, or select the lines that are meant.",
  );
}
