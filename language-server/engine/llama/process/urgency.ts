import type { Lane } from "../../engine.js";

/**
 * Whose turn it is at the gate; a smaller number goes first. A completion is what the next key waits for, so it goes
 * before everything; a group of answers stands back behind the single answers of its kind.
 */
export const urgencyOf = (lane: Lane, kind: "single" | "group"): number =>
  (lane === "completion" ? 0 : 2) + (kind === "group" ? 1 : 0);

/** Work that nobody waits for. */
export const leastUrgent = 9;
