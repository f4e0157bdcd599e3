import type { CompletionFilter } from "./filter.js";

/** Takes away the blank with which the model begins although one was typed already. */
export const leadingSpace: CompletionFilter = (candidate, { before }) =>
  /\S[ \t]+$/.test(before) ? { ...candidate, text: candidate.text.replace(/^[ \t]+/, "") } : candidate;
