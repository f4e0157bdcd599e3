import { seededRandom } from "../../support/seededRandom.js";
import { quantile } from "../../support/statistics.js";
import type { CaseSamples, GroupSample, Sample } from "./sample.js";

/** How often a way of asking gives the expected fix, and what it costs. Means over the cases, each counts once. */
export interface Rate {
  readonly share: number;
  /** Tokens of one fix, and its seconds. */
  readonly tokens: number;
  readonly seconds: number;
}

/** The ways of asking. */
export interface Rates {
  readonly greedy: Rate;
  readonly single: Rate;
  readonly verified: Rate;
  /** One answer of a group, taken blindly: what `single` is, from the very samples that were ranked. */
  readonly blind: number;
  /** Groups in which any answer is the expected fix: no ranking can do better. */
  readonly any: number;
  /** Of the fixes shown first that no rule failed for, and of those that one did, how many are the expected one. */
  readonly whenPassed: Counted;
  readonly whenFailed: Counted;
}

/** So many of so many. */
export interface Counted {
  readonly solved: number;
  readonly all: number;
}

export function ratesOf(cases: readonly CaseSamples[]): Rates {
  const groups = cases.flatMap(({ verified }) => verified);
  return {
    greedy: rateOf(cases.map(({ greedy }) => [greedy])),
    single: rateOf(cases.map(({ single }) => single)),
    verified: rateOf(cases.map(({ verified }) => verified)),
    blind: mean(cases.map(({ verified }) => mean(verified.map(({ answers }) => shareOf(answers))))),
    any: mean(cases.map(({ verified }) => shareOf(verified.map(({ answers }) => answers.includes(true))))),
    whenPassed: counted(groups.filter(({ passed }) => passed)),
    whenFailed: counted(groups.filter(({ passed }) => !passed)),
  };
}

/** How far a value may lie from the true one: the middle 95 of 100 resamplings. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const resamplings = 2_000;

/**
 * By how much the share of verified fixes is above that of single samples, with its interval: the cases are drawn again
 * with replacement (bootstrap), because another set of cases is what would change the figure.
 */
export function gainOf(cases: readonly CaseSamples[]): Interval & { readonly value: number } {
  const gains = cases.map(({ single, verified }) => solvedShare(verified) - solvedShare(single));
  const random = seededRandom(20_260_301);
  const means = Array.from({ length: resamplings }, () =>
    mean(gains.map(() => gains[Math.floor(random() * gains.length)] ?? 0)),
  );
  return { value: mean(gains), low: quantile(means, 0.025), high: quantile(means, 0.975) };
}

function rateOf(byCase: readonly (readonly Sample[])[]): Rate {
  const each = (of: (sample: Sample) => number) => mean(byCase.map((samples) => mean(samples.map(of))));
  return {
    share: each(({ solved }) => Number(solved)),
    tokens: each(({ tokens }) => tokens),
    seconds: each(({ ms }) => ms / 1000),
  };
}

const solvedShare = (samples: readonly Sample[]): number => shareOf(samples.map(({ solved }) => solved));
const shareOf = (flags: readonly boolean[]): number => mean(flags.map(Number));
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const counted = (groups: readonly GroupSample[]): Counted => ({
  solved: groups.filter(({ solved }) => solved).length,
  all: groups.length,
});
