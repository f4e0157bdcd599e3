import type { CompletionFilter } from "./filter.js";

/** On a blank line the completion begins on this line: empty lines before it would leave a hole. */
export const leadingLines: CompletionFilter = (candidate, { before, after }) =>
  before.trim() === "" && after.trim() === ""
    ? { ...candidate, text: candidate.text.replace(/^(?:[ \t]*\n)+/, "") }
    : candidate;
