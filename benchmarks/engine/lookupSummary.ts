import type { Part, Parts } from "./partTimer.js";

/** What one answer cost. */
export interface LookupCost extends Parts {
  readonly all: Part;
  readonly drafted: number;
  readonly accepted: number;
}

/** One answer without lookup and the same with it. */
export interface CostPair {
  readonly plain: LookupCost;
  readonly lookup: LookupCost;
}

/** What prompt lookup brings over all answers together. */
export interface LookupSummary {
  /** Tokens per CPU second with lookup divided by those without; undefined where CPU time cannot be read. */
  readonly speed: number | undefined;
  readonly speedWall: number;
  /** The fenced code alone, and the thought alone; undefined where no answer has one. */
  readonly code: PartSummary | undefined;
  readonly thought: PartSummary | undefined;
  /** Tokens per model step with lookup, from the counts alone; without it is 1. */
  readonly tokensPerStep: number;
  /** Share of the guessed tokens that were right. */
  readonly acceptance: number;
}

/** One part of all answers. */
export interface PartSummary {
  /** Share of the tokens. */
  readonly share: number;
  /** Share of the wall time without lookup. */
  readonly timeShare: number;
  /** As in {@link LookupSummary}. */
  readonly speed: number | undefined;
  readonly speedWall: number;
}

/** Adds up all answers. */
export function summaryOf(pairs: readonly CostPair[]): LookupSummary {
  const sum = (of: (cost: LookupCost) => number): number => pairs.reduce((all, { lookup }) => all + of(lookup), 0);
  const [drafted, accepted] = [sum((cost) => cost.drafted), sum((cost) => cost.accepted)];
  const generated = sum(({ all }) => all.tokens);
  const whole = partOf(pairs, ({ all }) => all);
  return {
    speed: whole?.speed,
    speedWall: whole?.speedWall ?? Number.NaN,
    code: partOf(pairs, ({ code }) => code),
    thought: partOf(pairs, ({ thought }) => thought),
    tokensPerStep: generated / (generated - accepted),
    acceptance: drafted === 0 ? 0 : accepted / drafted,
  };
}

function partOf(pairs: readonly CostPair[], part: (cost: LookupCost) => Part | undefined): PartSummary | undefined {
  const both = pairs.flatMap((pair) => {
    const [plain, lookup] = [part(pair.plain), part(pair.lookup)];
    return plain && lookup ? [{ plain, lookup }] : [];
  });
  if (both.length === 0) return undefined;
  const sum = (of: (pair: (typeof both)[number]) => number): number => both.reduce((all, pair) => all + of(pair), 0);
  const cpu = {
    plain: sum(({ plain }) => plain.cpuMs ?? Number.NaN),
    lookup: sum(({ lookup }) => lookup.cpuMs ?? Number.NaN),
  };
  // A step of several tokens may reach over the border of the part.
  const tokens = { plain: sum(({ plain }) => plain.tokens), lookup: sum(({ lookup }) => lookup.tokens) };
  const more = tokens.lookup / tokens.plain;
  const speed = (cpu.plain / cpu.lookup) * more;
  return {
    share: tokens.plain / pairs.reduce((all, { plain }) => all + plain.all.tokens, 0),
    timeShare: sum(({ plain }) => plain.wallMs) / pairs.reduce((all, { plain }) => all + plain.all.wallMs, 0),
    speed: Number.isFinite(speed) ? speed : undefined,
    speedWall: (sum(({ plain }) => plain.wallMs) / sum(({ lookup }) => lookup.wallMs)) * more,
  };
}
