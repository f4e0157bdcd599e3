import { endOfCompletion } from "../../prompts/family.js";
import type { CompletionFilter } from "./filter.js";

/** Cuts at the first control token: the model had finished, whatever it wrote after that. */
export const specialTokens: CompletionFilter = (candidate) => {
  const ends = endOfCompletion.map((token) => candidate.text.indexOf(token)).filter((at) => at >= 0);
  return ends.length === 0 ? candidate : { ...candidate, text: candidate.text.slice(0, Math.min(...ends)) };
};
