import type { CompletionFilter } from "./filter.js";

/** Takes away the blank with which the model begins although one was typed already; what is aligned stays. */
export const leadingSpace: CompletionFilter = (candidate, { before }) =>
  /\S $/.test(before) ? { ...candidate, text: candidate.text.replace(/^ {1,2}(?=\S)/, "") } : candidate;
