import type { CompletionFilter } from "./filter.js";

/** Drops a completion that would write what is there. */
export const noChange: CompletionFilter = (candidate, { after }) =>
  candidate.text === after.slice(0, candidate.replaces) ? { dropped: "noChange" } : candidate;
