import type { GenerateRequest } from "../../engine.js";

/** Work that nobody waits for. */
export const leastUrgent = 9;

/**
 * Whose turn it is at the gate; a smaller number goes first. A completion is what the next key waits for, so it goes
 * before everything; a group of answers stands back behind the single answers of its kind, and what nobody waits for
 * behind all.
 */
export function urgencyOf(
  { lane, background }: Pick<GenerateRequest, "lane" | "background">,
  kind: "single" | "group",
): number {
  if (background === true) return leastUrgent;
  return (lane === "completion" ? 0 : 2) + (kind === "group" ? 1 : 0);
}
