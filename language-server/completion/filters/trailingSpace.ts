import type { CompletionFilter } from "./filter.js";

/** Drops white space at the ends of lines; before more text on the caret's line it stays, because that needs it. */
export const trailingSpace: CompletionFilter = (candidate, { after }) => {
  const text = candidate.text.replace(/[^\S\n]+\n/g, "\n");
  const rest = after.slice(candidate.replaces);
  return { ...candidate, text: rest.trim() === "" ? text.trimEnd() : text };
};
