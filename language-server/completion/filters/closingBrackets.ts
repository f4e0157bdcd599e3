import { unmatchedClosers } from "../unmatchedClosers.js";
import type { CompletionFilter } from "./filter.js";

/**
 * Replaces closing brackets behind the cursor that the completion brings along: editors write `)` as soon as `(` is
 * typed, and the model writes it too.
 */
export const closingBrackets: CompletionFilter = (candidate, { after }) => {
  if (candidate.replaces > 0) return candidate;
  const unmatched = unmatchedClosers(candidate.text);
  let covered = 0;
  while (covered < unmatched.length && after[covered] === unmatched[covered]) covered++;
  return { ...candidate, replaces: covered };
};
