import { describe, expect, it } from "vitest";
import { DraftLength } from "../../../language-server/engine/llama/process/draftLength.js";

interface Machine {
  /** Of a step, in milliseconds, by its tokens. */
  readonly cost: (tokens: number) => number;
  /** Whether the guess for the n-th token is right. */
  readonly right: (n: number) => boolean;
}

/** A text that is written in steps, of which each token is compared with the guess for it, as prompt lookup does. */
class Writing {
  readonly #draft: DraftLength;
  readonly #machine: Machine;
  readonly #least: number;
  #agreement: number;
  #written = 0;

  /** @param agreement behind a wrong guess; each right one adds one. */
  constructor(draft: DraftLength, machine: Machine, agreement = 8) {
    this.#draft = draft;
    this.#machine = machine;
    this.#least = agreement;
    this.#agreement = agreement;
  }

  step(): { readonly length: number; readonly tokens: number; readonly ms: number } {
    const { cost, right } = this.#machine;
    const length = this.#draft.next(this.#agreement);
    let accepted = 0;
    while (accepted < length && right(this.#written + accepted)) accepted++;
    const ms = cost(length + 1);
    this.#draft.measured(length, accepted, ms);
    for (let i = 0; i <= accepted; i++) {
      const isRight = right(this.#written++);
      this.#draft.judged(this.#agreement, isRight);
      this.#agreement = isRight ? this.#agreement + 1 : this.#least;
    }
    return { length, tokens: accepted + 1, ms };
  }
}

/** Runs `steps` steps. @returns the lengths that were chosen. */
function run(draft: DraftLength, steps: number, machine: Machine, agreement?: number): number[] {
  const writing = new Writing(draft, machine, agreement);
  return Array.from({ length: steps }, () => writing.step().length);
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
    draft.measured(0, 0, 30);
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

  it("stops where guesses are wrong", () => {
    expect(average(late(run(new DraftLength(), 400, { cost: cheap, right: never })))).toBeLessThan(0.2);
  });

  it("tries again now and then where only what is evaluated shows whether guesses are right", () => {
    const draft = new DraftLength();
    const lengths = Array.from({ length: 4_000 }, () => {
      const length = draft.next(1);
      draft.measured(length, 0, cheap(length + 1));
      if (length > 0) draft.judged(1, false);
      return length;
    });
    expect(late(lengths).filter((length) => length > 0).length).toBeGreaterThan(0);
    expect(average(late(lengths))).toBeLessThan(0.2);
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
    expect(average(late(run(draft, 200, { cost: cheap, right: never }, 1)))).toBeLessThan(0.5);
    expect(average(run(draft, 50, { cost: cheap, right: mostly }, 30))).toBeGreaterThan(5);
    expect(average(run(draft, 50, { cost: cheap, right: never }, 1))).toBeLessThan(0.5);
  });

  it("finds the length at which tokens get cheaper, past those at which they do not", () => {
    // As measured on a CPU with one thread, 1.8 billion parameters: few tokens cost as much as single ones.
    const kernels = (tokens: number) => tokens * (tokens < 16 ? 47 : 31);
    const rarely = (n: number) => n % 60 !== 0;
    // Each try is dear, so there is credit for one only now and then.
    expect(average(late(run(new DraftLength(), 20_000, { cost: kernels, right: rarely }, 30)))).toBeGreaterThan(12);
  });

  it.each([
    ["guesses are wrong", { cost: cheap, right: never }],
    ["a token more costs as much as a step more", { cost: dear, right: mostly }],
    ["guesses are wrong and dear", { cost: dear, right: never }],
  ])("loses no hundredth of the time where %s", (_, machine) => {
    const draft = new DraftLength();
    const writing = new Writing(draft, machine);
    let [ms, tokens] = [0, 0];
    for (let step = 0; step < 10_000; step++) {
      const done = writing.step();
      ms += done.ms;
      tokens += done.tokens;
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
