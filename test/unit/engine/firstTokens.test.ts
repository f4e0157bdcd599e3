import type { LlamaContextSequence, Token, TokenBias } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { firstTokens, type FirstTokenOptions } from "../../../language-server/engine/llama/process/firstTokens.js";

const aBias: unknown = {};
const token = (id: number) => id as Token;
const end = 9;
const control = 8;

/** A sequence with one fixed distribution, and another one where a bias is given. */
class FakeSequence {
  nextTokenIndex = 5;
  readonly evaluated: number[] = [];

  constructor(
    readonly plain: readonly (readonly [number, number])[],
    readonly biased: readonly (readonly [number, number])[] = [],
  ) {}

  controlledEvaluate(input: readonly (number | readonly [number, { generateNext: { options: object } }])[]) {
    this.nextTokenIndex += input.length;
    return Promise.resolve(
      input.map((item) => {
        this.evaluated.push(typeof item === "number" ? item : item[0]);
        if (typeof item === "number") return undefined;
        const all = "tokenBias" in item[1].generateNext.options ? this.biased : this.plain;
        return { next: { probabilities: new Map(all) } };
      }),
    );
  }

  eraseContextTokenRanges([range]: readonly { readonly start: number; readonly end: number }[]) {
    this.nextTokenIndex = range?.start ?? 0;
    return Promise.resolve();
  }
}

function choose(sequence: FakeSequence, more: Partial<FirstTokenOptions> = {}) {
  return firstTokens([token(50), token(51)], {
    sequence: sequence as unknown as LlamaContextSequence,
    model: {
      isEogToken: (id) => id === token(end),
      getTokenAttributes: (id) => ({ control: id === token(control) }) as never,
    },
    sampling: { temperature: 0, topP: 1 },
    count: 3,
    ...more,
  });
}

const banOf = (...banned: readonly number[]) => ({
  has: (id: Token) => banned.includes(id),
  bias: () => Promise.resolve(aBias as TokenBias),
});

describe("the first tokens of a group", () => {
  it("are the likeliest, without those that write nothing", async () => {
    const sequence = new FakeSequence([
      [1, 0.4],
      [end, 0.2],
      [control, 0.1],
      [2, 0.1],
      [3, 0.05],
      [4, 0.01],
    ]);
    expect(await choose(sequence)).toEqual([1, 2, 3]);
    expect(sequence.evaluated, "the tail of the prompt, once").toEqual([50, 51]);
  });

  it("begin with the end of the text where that is the likeliest, as a single answer does", async () => {
    const sequence = new FakeSequence([
      [end, 0.9],
      [1, 0.1],
    ]);
    expect(await choose(sequence)).toEqual([end, 1]);
  });

  it("are drawn from the distribution above temperature 0, maybe twice the same", async () => {
    const sequence = new FakeSequence([
      [1, 0.5],
      [2, 0.3],
      [3, 0.2],
    ]);
    const numbers = [0.49, 0.51, 0.999];
    const random = () => numbers.shift() ?? 0;
    expect(await choose(sequence, { sampling: { temperature: 1, topP: 1 }, random })).toEqual([1, 2, 3]);
    expect(await choose(sequence, { sampling: { temperature: 1, topP: 1 }, random })).toEqual([1, 1, 1]);
  });

  it("are none that is banned, and others are looked for where too few are left", async () => {
    const plain: [number, number][] = [
      [1, 0.6],
      [2, 0.4],
    ];
    const few = new FakeSequence(plain, [
      [5, 0.5],
      [6, 0.3],
      [7, 0.2],
    ]);
    expect(await choose(few, { ban: banOf(1, 2) })).toEqual([5, 6, 7]);
    expect(few.evaluated, "the last token once more, and no other").toEqual([50, 51, 51]);
    expect(few.nextTokenIndex).toBe(7);

    const enough = new FakeSequence([...plain, [3, 0.1], [4, 0.1]]);
    expect(await choose(enough, { ban: banOf(1) })).toEqual([2, 3, 4]);
    expect(enough.evaluated).toEqual([50, 51]);
  });
});
