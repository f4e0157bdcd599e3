import type { CursorContext } from "../cursorContext.js";
import type { Candidate, CompletionFilter } from "./filter.js";
import { isSameLine, isTellingLine } from "./sameLine.js";

/**
 * Cuts where the completion runs into the lines that follow it in the document: from there on it would write them a
 * second time. When that is all there is, it is dropped.
 */
export const duplicateBelow: CompletionFilter = (candidate, context) => {
  const below = context.below.filter((line) => line.trim() !== "");
  const rest = context.after.slice(candidate.replaces);
  const lines = candidate.text.split("\n");
  const whole = [context.before + (lines[0] ?? ""), ...lines.slice(1)];
  if (rest.trim() !== "") whole.push(`${whole.pop() ?? ""}${rest}`);
  for (let from = 0; from < whole.length; from++) {
    if ((whole[from] ?? "").trim() === "" || !runsInto(whole.slice(from), below)) continue;
    if (from === 0) return { dropped: "duplicateSuffix" };
    if (rest.trim() !== "") continue;
    return cut(candidate, lines, from, context);
  }
  return candidate;
};

/** Whether lines are those of the document below: all of them, or as many as there are below. */
function runsInto(lines: readonly string[], below: readonly string[]): boolean {
  const told = lines.filter((line) => line.trim() !== "");
  const count = Math.min(told.length, below.length);
  if (count === 0) return false;
  for (let index = 0; index < count; index++) {
    const [ours, theirs] = [told[index] ?? "", below[index] ?? ""];
    // The last line may have been cut off by the limit of tokens.
    const partial = index > 0 && index === told.length - 1 && theirs.trim().startsWith(ours.trim());
    if (!partial && !isSame(ours, theirs)) return false;
  }
  return true;
}

/** Of lines that are only brackets, the indentation tells whether it is the same block that ends. */
function isSame(ours: string, theirs: string): boolean {
  return isTellingLine(ours) ? isSameLine(ours, theirs) : ours.trimEnd() === theirs.trimEnd();
}

function cut(candidate: Candidate, lines: readonly string[], from: number, context: CursorContext): Candidate {
  const kept = lines.slice(0, from).join("\n").trimEnd();
  return { ...candidate, text: context.before.trim() === "" ? kept : kept.replace(/^\n+$/, "") };
}
