import type { CompletionFilter } from "./filter.js";

/** Drops white space at the end, unless text follows on the line and needs it. */
export const trailingSpace: CompletionFilter = (candidate, { after }) =>
  after.trim() === "" ? { ...candidate, text: candidate.text.trimEnd() } : candidate;
