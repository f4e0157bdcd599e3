import type { CompletionFilter } from "./filter.js";

/** Keeps the first line where one line is wanted. */
export const singleLine: CompletionFilter = (candidate, _context, lines) => {
  const end = candidate.text.indexOf("\n");
  return lines === "multi" || end < 0 ? candidate : { ...candidate, text: candidate.text.slice(0, end) };
};
