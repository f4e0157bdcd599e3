import type { CursorContext } from "../cursorContext.js";
import { isSameLine, isTellingLine } from "./sameLine.js";
import type { CompletionFilter } from "./filter.js";

/**
 * Handles a model that writes again what stands above the caret: lines that it repeats before it goes on are taken
 * away; when there is nothing else, the completion is dropped. Rows that repeat in the document may repeat once more.
 */
export const repeatsAbove: CompletionFilter = (candidate, context) => {
  const above = context.above.filter((line) => line.trim() !== "");
  const last = above.at(-1);
  if (last === undefined || (above.length > 1 && isSameLine(last, above.at(-2) ?? ""))) return candidate;
  const lines = candidate.text.split("\n");
  const whole = [context.before + (lines[0] ?? ""), ...lines.slice(1)];
  const told = whole.filter((line) => line.trim() !== "");
  if (isCopyOfAbove(told, above)) return { dropped: "repeatsAbove" };
  if (!startsOver(whole, last, context)) return candidate;
  return { ...candidate, text: lines.slice(1).join("\n").trimStart() };
};

/** All that is written stands above, line by line, directly before the caret. */
function isCopyOfAbove(told: readonly string[], above: readonly string[]): boolean {
  const tail = above.slice(-told.length);
  return (
    told.length === tail.length &&
    told.some(isTellingLine) &&
    told.every((line, index) => isSameLine(line, tail[index] ?? "")) &&
    (told.length > 1 || isTellingLine(told[0] ?? ""))
  );
}

/** On an empty line the model writes the line above once more and then goes on. */
function startsOver(whole: readonly string[], last: string, { before }: CursorContext): boolean {
  return before.trim() === "" && whole.length > 1 && isTellingLine(last) && isSameLine(whole[0] ?? "", last);
}
