import type { CompletionFilter } from "./filter.js";

/** One kind of line end for the filters after this one. */
export const lineEnds: CompletionFilter = (candidate) => ({
  ...candidate,
  text: candidate.text.replace(/\r\n?|\u2028|\u2029/g, "\n"),
});
