import type { CompletionFilter } from "./filter.js";

/**
 * Handles text that stands behind the cursor already. When the completion ends with the rest of the line, it replaces
 * that rest instead of repeating it; when it repeats the next line, it is dropped.
 */
export const duplicateSuffix: CompletionFilter = (candidate, { before, after, nextLine }) => {
  const whole = (before + candidate.text).trim();
  if (after.trim() === "" && nextLine !== undefined && whole !== "" && isLong(whole) && whole === nextLine.trim())
    return { dropped: "repeatsNextLine" };
  const rest = after.trimEnd();
  if (rest === "" || !candidate.text.trimEnd().endsWith(rest)) return candidate;
  return { text: candidate.text.trimEnd(), replaces: rest.length };
};

/** `}` and `end` may well stand twice. */
function isLong(line: string): boolean {
  return line.replace(/[^\p{L}\p{N}]/gu, "").length > 3;
}
