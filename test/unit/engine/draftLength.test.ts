import { describe, expect, it } from "vitest";
import { DraftLength } from "../../../language-server/engine/llama/process/draftLength.js";

interface Machine {
  /** Of a step, in milliseconds, by its tokens. */
  readonly cost: (tokens: number) => number;
  /** Whether the n-th guessed token of all is right. */
  readonly right: (n: number) => boolean;
}

/** Runs `steps` steps. @returns the lengths that were chosen. */
function run(draft: DraftLength, steps: number, { cost, right }: Machine, agreement = 8): number[] {
  let guessed = 0;
  return Array.from({ length: steps }, () => {
    const length = draft.next(agreement);
    let accepted = 0;
    while (accepted < length && right(guessed++)) accepted++;
    draft.measured(agreement, length, accepted, cost(length + 1));
    return length;
  });
}

const cheap = (tokens: number) => 30 + tokens;
const dear = (tokens: number) => 10 * tokens;
const mostly = (n: number) => n % 10 !== 0;
const never = () => false;
const late = (lengths: readonly number[]) => lengths.slice(lengths.length / 2);
const average = (lengths: readonly number[]) => lengths.reduce((sum, length) => sum + length, 0) / lengths.length;

describe("DraftLength", () => {
  it("begins by trying, once it knows what a step without a guess costs", () => {
    const draft = new DraftLength();
    expect(draft.next(8)).toBe(0);
    draft.measured(0, 0, 0, 30);
    expect(draft.next(8)).toBeGreaterThan(0);
  });

  it("guesses far where guesses are right and more tokens cost little", () => {
    expect(average(late(run(new DraftLength(), 200, { cost: cheap, right: mostly })))).toBeGreaterThan(8);
  });

  it("guesses less far where more tokens cost more", () => {
    const half = (tokens: number) => 10 + 4 * tokens;
    const far = average(late(run(new DraftLength(), 200, { cost: cheap, right: mostly })));
    const near = average(late(run(new DraftLength(), 200, { cost: half, right: mostly })));
    expect(near).toBeGreaterThan(1);
    expect(near).toBeLessThan(far);
  });

  it("stops where guesses are wrong, and tries again now and then", () => {
    const lengths = late(run(new DraftLength(), 400, { cost: cheap, right: never }));
    expect(lengths.filter((length) => length > 0).length).toBeGreaterThan(0);
    expect(average(lengths)).toBeLessThan(0.2);
  });

  it("stops where a token more costs as much as a step more, though guesses are right", () => {
    expect(average(late(run(new DraftLength(), 400, { cost: dear, right: mostly })))).toBeLessThan(0.2);
  });

  it("begins again when guesses become right", () => {
    const draft = new DraftLength();
    run(draft, 200, { cost: cheap, right: never });
    expect(average(late(run(draft, 3_000, { cost: cheap, right: mostly })))).toBeGreaterThan(4);
  });

  it("judges guesses with little agreement apart", () => {
    const draft = new DraftLength();
    run(draft, 200, { cost: cheap, right: never }, 1);
    expect(draft.next(30)).toBeGreaterThan(0);
    expect(draft.next(1)).toBe(0);
  });

  it("finds the length at which tokens get cheaper, past those at which they do not", () => {
    // As measured on a CPU with one thread, 1.8 billion parameters: few tokens cost as much as single ones.
    const kernels = (tokens: number) => tokens * (tokens < 16 ? 47 : 31);
    const rarely = (n: number) => n % 60 !== 0;
    expect(average(late(run(new DraftLength(), 400, { cost: kernels, right: rarely }, 30)))).toBeGreaterThan(12);
  });

  it.each([
    ["guesses are wrong", { cost: cheap, right: never }],
    ["a token more costs as much as a step more", { cost: dear, right: mostly }],
    ["guesses are wrong and dear", { cost: dear, right: never }],
  ])("loses no hundredth of the time where %s", (_, machine) => {
    const draft = new DraftLength();
    let [ms, tokens, guessed] = [0, 0, 0];
    for (let step = 0; step < 10_000; step++) {
      const length = draft.next(8);
      let accepted = 0;
      while (accepted < length && machine.right(guessed++)) accepted++;
      const cost = machine.cost(length + 1);
      draft.measured(8, length, accepted, cost);
      ms += cost;
      tokens += 1 + accepted;
    }
    expect(ms / tokens).toBeLessThan(1.01 * machine.cost(1));
  });

  it("is not misled by steps that something else held up", () => {
    const draft = new DraftLength();
    let n = 0;
    const busy = (tokens: number) => cheap(tokens) * (n++ % 5 === 0 ? 20 : 1);
    expect(average(late(run(draft, 600, { cost: busy, right: mostly })))).toBeGreaterThan(8);
  });

  it("can do with times of zero and with outliers", () => {
    const draft = new DraftLength();
    run(draft, 50, { cost: () => 0, right: mostly });
    let n = 0;
    run(draft, 50, { cost: () => (n++ % 7 === 0 ? 5_000 : 1), right: mostly });
    for (const agreement of [1, 5, 50]) {
      const length = draft.next(agreement);
      expect(Number.isInteger(length) && length >= 0 && length <= 16).toBe(true);
    }
  });
});
