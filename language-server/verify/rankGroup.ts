import type { Reward, RewardName, ScoreCard } from "../../protocol/verify.js";

/**
 * What a passed rule is worth. What says more about the fix outweighs what says less: the tests as much as all the
 * others together. Like R1's own rewards they are rules and no model that could be talked round (DeepSeek-R1 paper,
 * section 2.2.2).
 */
const weights: Readonly<Record<RewardName, number>> = { format: 1, parse: 1, diagnostics: 2, tests: 4 };

/** A candidate that was checked. */
export interface CheckedCandidate {
  /** Number of the answer, from 0. */
  readonly answer: number;
  readonly rewards: readonly Reward[];
  /** How many answers propose this very edit. */
  readonly votes: number;
  /** Lines that the edit adds and removes. */
  readonly changedLines: number;
}

/**
 * Ranks a group relative to its own mean, as GRPO does in R1's training: no reward is good or bad by itself, only better
 * or worse than what else the model wrote (`A = (r − mean) / std`, DeepSeek-R1 paper, section 2.2.1). The mean is that
 * of all answers, so an edit that was written twice counts twice.
 *
 * Of equal rewards that one comes first of which more tests passed, then what more answers propose (self-consistency),
 * then the smaller change, then the earlier answer.
 *
 * @returns the same candidates, best first, each with its card.
 */
export function rankGroup<T extends CheckedCandidate>(
  group: readonly T[],
): readonly (T & { readonly score: ScoreCard })[] {
  const rewards = group.flatMap(({ rewards: all, votes }) => Array.from({ length: votes }, () => rewardOf(all)));
  const mean = average(rewards);
  const deviation = Math.sqrt(average(rewards.map((reward) => (reward - mean) ** 2)));
  return group
    .map((candidate) => {
      const reward = rewardOf(candidate.rewards);
      const advantage = deviation === 0 ? 0 : (reward - mean) / deviation;
      return { ...candidate, score: { rewards: candidate.rewards, reward, advantage, votes: candidate.votes } };
    })
    .sort(
      (a, b) =>
        b.score.advantage - a.score.advantage ||
        testShare(b.rewards) - testShare(a.rewards) ||
        b.votes - a.votes ||
        a.changedLines - b.changedLines ||
        a.answer - b.answer,
    );
}

/**
 * The weights of what passed. What could not be judged counts half: it is no fault of the candidate, but what was seen
 * to pass comes before it.
 */
export function rewardOf(rewards: readonly Reward[]): number {
  if (rewards.find(({ name }) => name === "format")?.passed !== true) return 0;
  return rewards.reduce(
    (sum, { name, passed }) => sum + weights[name] * (passed === undefined ? 0.5 : Number(passed)),
    0,
  );
}

/** Whether no rule failed that could judge. */
export function passedAll(rewards: readonly Reward[]): boolean {
  return rewards.length > 0 && rewards.every(({ passed }) => passed !== false);
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function testShare(rewards: readonly Reward[]): number {
  const { tests } = rewards.find(({ name }) => name === "tests") ?? {};
  return tests === undefined || tests.total === 0 ? 0 : tests.passed / tests.total;
}
