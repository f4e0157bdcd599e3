import { completionEnd } from "../stop/completionEnd.js";
import type { CompletionFilter } from "./filter.js";

/** Keeps what belongs to the scope of the caret, in case more was written than where the generation was to stop. */
export const scopeEnd: CompletionFilter = (candidate, context, lines) => {
  if (lines === "single") return candidate;
  const length = completionEnd(context, lines)(candidate.text, true) ?? candidate.text.length;
  return { ...candidate, text: candidate.text.slice(0, length) };
};
