import type { CompletionFilter } from "./filter.js";

/** Drops a completion in which there is nothing to see. */
export const blank: CompletionFilter = (candidate) => (candidate.text.trim() === "" ? { dropped: "blank" } : candidate);
