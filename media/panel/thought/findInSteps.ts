import type { ThoughtStep } from "./growingThought.js";

/** Where a searched text stands in a thought. */
export interface Match {
  /** Index of the step. */
  readonly step: number;
  /** Where in the step's text it begins, and how long it is, in UTF-16 code units. */
  readonly at: number;
  readonly length: number;
}

/** Most matches that are looked for. */
export const maxMatches = 9_999;

/** Finds a text in the steps of a thought, in order; case does not count. Pure. */
export function findInSteps(steps: readonly ThoughtStep[], text: string): readonly Match[] {
  if (text === "") return [];
  const pattern = new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu");
  const matches: Match[] = [];
  for (const { index, text: of } of steps) {
    for (const { 0: found, index: at } of of.matchAll(pattern)) {
      matches.push({ step: index, at, length: found.length });
      if (matches.length === maxMatches) return matches;
    }
  }
  return matches;
}

/** The first match from a step on, round at the end; 0 when there is none. Pure. */
export function firstFrom(matches: readonly Match[], step: number): number {
  return Math.max(
    0,
    matches.findIndex((match) => match.step >= step),
  );
}
