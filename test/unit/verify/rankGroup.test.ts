import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { passCount, rewardNames, type Reward } from "../../../protocol/verify.js";
import { passedAll, rankGroup, rewardOf, type CheckedCandidate } from "../../../language-server/verify/rankGroup.js";

/** `1` passed, `0` failed, `?` not judged; in the order of the rules. */
const rewards = (marks: string): readonly Reward[] =>
  marks.split("").map((mark, at) => ({
    name: rewardNames[at] ?? "tests",
    message: "",
    ...(mark === "?" ? {} : { passed: mark === "1" }),
  }));
const candidate = (answer: number, marks: string, more: Partial<CheckedCandidate> = {}): CheckedCandidate => ({
  answer,
  rewards: rewards(marks),
  votes: 1,
  changedLines: 2,
  ...more,
});
const order = (...group: CheckedCandidate[]) => rankGroup(group).map(({ answer }) => answer);

describe("the ranking of a group", () => {
  it("puts first what passes more, and the tests before the rest", () => {
    expect(order(candidate(0, "1000"), candidate(1, "1110"), candidate(2, "1111"), candidate(3, "1100"))).toEqual([
      2, 1, 3, 0,
    ]);
    // Passed tests weigh as much as all that can be seen without running anything.
    expect(order(candidate(0, "1110"), candidate(1, "1101"))).toEqual([1, 0]);
    expect(rewardOf(rewards("1111"))).toBe(8);
  });

  it("gives nothing to an answer that is no edit, whatever else is said of it", () => {
    expect(rewardOf(rewards("0111"))).toBe(0);
    expect(order(candidate(0, "0111"), candidate(1, "1000"))).toEqual([1, 0]);
  });

  it("puts what was not judged between what passes and what fails", () => {
    expect(order(candidate(0, "110"), candidate(1, "11?"), candidate(2, "111"))).toEqual([2, 1, 0]);
  });

  it("is relative to the mean of all answers, in standard deviations", () => {
    const [best, worst] = rankGroup([candidate(0, "11", { votes: 3 }), candidate(1, "10")]);
    // Rewards 2, 2, 2, 1: mean 1.75, standard deviation √0.1875.
    expect(best?.score).toMatchObject({ reward: 2, votes: 3 });
    expect(best?.score.advantage).toBeCloseTo(0.25 / Math.sqrt(0.1875), 10);
    expect(worst?.score.advantage).toBeCloseTo(-0.75 / Math.sqrt(0.1875), 10);
  });

  it("is without advantages where all are alike", () => {
    for (const { score } of rankGroup([candidate(0, "110"), candidate(1, "110")])) expect(score.advantage).toBe(0);
  });

  it("breaks ties by passed tests, then votes, then the smaller change, then the earlier answer", () => {
    const tests = (passed: number): readonly Reward[] => [
      ...rewards("111"),
      { name: "tests", passed: false, message: "", tests: { passed, total: 12 } },
    ];
    expect(order(candidate(0, "", { rewards: tests(3), votes: 3 }), candidate(1, "", { rewards: tests(11) }))).toEqual([
      1, 0,
    ]);
    expect(order(candidate(0, "11"), candidate(1, "11", { votes: 2, changedLines: 9 }))).toEqual([1, 0]);
    expect(order(candidate(0, "11", { changedLines: 4 }), candidate(1, "11"))).toEqual([1, 0]);
    expect(order(candidate(1, "11"), candidate(0, "11"))).toEqual([0, 1]);
  });

  it("has advantages that add up to nothing, in the order of the rewards", () => {
    const groups = fc.array(
      fc.record({
        answer: fc.nat(),
        marks: fc.stringMatching(/^[01?]{4}$/),
        votes: fc.integer({ min: 1, max: 4 }),
        changedLines: fc.nat(50),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(groups, (rows) => {
        const ranked = rankGroup(rows.map(({ answer, marks, ...more }) => candidate(answer, marks, more)));
        const sum = ranked.reduce((total, { score }) => total + score.advantage * score.votes, 0);
        expect(sum).toBeCloseTo(0, 6);
        expect(ranked.map(({ score }) => -score.reward)).toEqual(
          ranked.map(({ score }) => -score.reward).sort((a, b) => a - b),
        );
      }),
    );
  });
});

describe("what a card says", () => {
  it("counts the answers that pass a rule, those that never came to it among the others", () => {
    const group = rankGroup([candidate(0, "111", { votes: 2 }), candidate(1, "110"), candidate(2, "0")]);
    expect(passCount(group, "format")).toEqual({ passed: 3, total: 4 });
    expect(passCount(group, "diagnostics")).toEqual({ passed: 2, total: 4 });
    expect(passCount(group, "tests")).toBeUndefined();
  });

  it("knows whether anything failed", () => {
    expect(passedAll(rewards("11?1"))).toBe(true);
    expect(passedAll(rewards("1101"))).toBe(false);
    expect(passedAll([])).toBe(false);
  });
});
