import { unmatchedClosers } from "../unmatchedClosers.js";
import { nextLine } from "../cursorContext.js";
import type { CompletionFilter } from "./filter.js";

/**
 * Handles text that stands behind the cursor already. When the completion ends with the rest of the line, it replaces
 * that rest instead of repeating it; when it repeats the next line, it is dropped.
 */
export const duplicateSuffix: CompletionFilter = (candidate, context) => {
  const { before, after } = context;
  const next = nextLine(context);
  const whole = (before + candidate.text).trim();
  if (after.trim() === "" && next !== undefined && whole !== "" && isLong(whole) && whole === next.trim())
    return { dropped: "duplicateSuffix" };
  const rest = after.trimEnd();
  const text = candidate.text.trimEnd();
  if (rest === "" || !text.endsWith(rest) || closesMore(rest, text)) return candidate;
  return { text, replaces: rest.length };
};

/** The closing brackets at the end of the text belong to its own opening ones, so those behind the cursor stay. */
function closesMore(rest: string, text: string): boolean {
  return unmatchedClosers(rest).length > unmatchedClosers(text).length;
}

/** `}` and `end` may well stand twice. */
function isLong(line: string): boolean {
  return line.replace(/[^\p{L}\p{N}]/gu, "").length > 3;
}
