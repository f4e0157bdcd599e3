import type { CompletionFilter } from "./filter.js";

/** Keeps the first line. A completion of several lines needs rules for its end that are not there yet. */
export const singleLine: CompletionFilter = (candidate) => ({
  ...candidate,
  text: candidate.text.split(/\r\n|\n|\r/, 1)[0] ?? "",
});
