import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { beforeEach, describe, expect, it } from "vitest";
import { DraftGuesser } from "../../../language-server/engine/llama/process/draftGuesser.js";
import { FirstGuesser } from "../../../language-server/engine/llama/process/firstGuesser.js";
import type { Guesser } from "../../../language-server/engine/llama/process/guesser.js";

const token = (id: number) => id as Token;

/** A draft model that says each number's successor; it counts its batches. */
class FakeDraft {
  cache: number[] = [];
  readonly batches: number[] = [];
  open = 0;

  get nextTokenIndex(): number {
    return this.cache.length;
  }

  adaptStateToTokens(tokens: readonly number[]): Promise<void> {
    const wrong = this.cache.findIndex((id, i) => id !== tokens[i]);
    if (wrong >= 0) this.cache = this.cache.slice(0, wrong);
    return Promise.resolve();
  }

  evaluateWithoutGeneratingNewTokens(tokens: readonly number[]): Promise<void> {
    this.#take(tokens);
    return Promise.resolve();
  }

  async *evaluate(tokens: readonly number[]): AsyncGenerator<number, void, readonly number[]> {
    this.open++;
    try {
      for (let more = tokens; ;) {
        this.#take(more);
        more = yield await Promise.resolve((this.cache.at(-1) ?? 0) + 1);
      }
    } finally {
      this.open--;
    }
  }

  #take(tokens: readonly number[]): void {
    this.batches.push(tokens.length);
    this.cache.push(...tokens);
  }
}

describe("DraftGuesser", () => {
  let draft: FakeDraft;
  let turns: number;
  const judged: (readonly [agreement: number, right: boolean])[] = [];
  const measured: number[][] = [];

  beforeEach(() => {
    draft = new FakeDraft();
    turns = 0;
    judged.length = 0;
    measured.length = 0;
  });

  function guesser(prompt: readonly number[], { length = 3, size = 1000, vocabularySize = 1000 } = {}): DraftGuesser {
    return new DraftGuesser(prompt.map(token), {
      draft: {
        sequence: () => Promise.resolve(draft as unknown as LlamaContextSequence),
        contextSize: () => (size === 0 ? Promise.reject(new Error("no memory")) : Promise.resolve(size)),
        batchSize: 4,
        draftLength: {
          next: () => length,
          judged: (agreement: number, right: boolean) => judged.push([agreement, right]),
          measured: (...all: number[]) => measured.push(all),
        } as unknown as ConstructorParameters<typeof DraftGuesser>[1]["draft"]["draftLength"],
      },
      take: (work) => {
        turns++;
        return work();
      },
      vocabularySize,
    });
  }

  it("evaluates the prompt in batches, then guesses token by token, each in a turn of its own", async () => {
    const one = guesser([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await one.guess(8)).toEqual([11, 12, 13]);
    expect(draft.batches).toEqual([4, 4, 2, 1, 1]);
    // The context, the cache, and each batch.
    expect(turns).toBe(7);
  });

  it("goes on behind what was right, and takes out what was wrong", async () => {
    const one = guesser([1, 2, 3]);
    await one.guess(8);
    for (const id of [4, 5, 6, 7]) one.push(token(id));
    expect(await one.guess(8)).toEqual([8, 9, 10]);
    expect(draft.cache).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const id of [8, 50]) one.push(token(id));
    expect(await one.guess(8)).toEqual([51, 52, 53]);
    expect(draft.cache).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 50, 51, 52]);
  });

  it("guesses no more than fits, than is wanted, and than the other model knows", async () => {
    expect(await guesser([1, 2, 3]).guess(2)).toEqual([4, 5]);
    expect(await guesser([1, 2, 3], { size: 4 }).guess(8)).toEqual([4]);
    expect(await guesser([1, 2, 3], { vocabularySize: 5 }).guess(8)).toEqual([4]);
    expect(await guesser([1, 2, 3], { size: 0 }).guess(8)).toEqual([]);
  });

  it("does nothing where guessing loses", async () => {
    expect(await guesser([1, 2, 3], { length: 0 }).guess(8)).toEqual([]);
    expect(draft.batches).toEqual([]);
  });

  it("tells what a step took together with the guess, and closes what it opened", async () => {
    const one = guesser([1, 2, 3]);
    await one.guess(8);
    one.measured(3, 2, 10);
    expect(measured).toEqual([[3, 2, expect.any(Number)]]);
    expect(measured[0]?.[2]).toBeGreaterThanOrEqual(10);
    expect(draft.open).toBe(1);
    await one.end();
    await one.end();
    expect(draft.open).toBe(0);
  });

  it("tells for each place in a guess whether it was right, up to the first wrong one", async () => {
    const one = guesser([1, 2, 3]);
    await one.guess(8);
    one.measured(3, 1, 10);
    one.measured(3, 3, 10);
    expect(judged).toEqual([
      ...[
        [1, true],
        [2, false],
      ],
      ...[
        [1, true],
        [2, true],
        [3, true],
      ],
    ]);
  });
});

describe("FirstGuesser", () => {
  it("takes the first guess, and tells him alone how it went; a step without is told to all", async () => {
    const told: string[] = [];
    const fake = (name: string, guesses: (readonly number[])[]): Guesser => ({
      push: (id) => told.push(`${name} push ${String(id)}`),
      guess: () => (guesses.shift() ?? []).map(token),
      measured: (drafted) => told.push(`${name} ${String(drafted)}`),
      end: () => void told.push(`${name} end`),
    });
    const both = new FirstGuesser([fake("a", [[1], [], []]), fake("b", [[2, 3], []])]);
    for (const expected of [[1], [2, 3], []]) {
      const guessed = await both.guess(5);
      expect(guessed).toEqual(expected);
      both.measured(guessed.length, 0, 1);
    }
    expect(told).toEqual(["a 1", "b 2", "a 0", "b 0"]);
    both.push(token(7));
    await both.end();
    expect(told.slice(4)).toEqual(["a push 7", "b push 7", "a end", "b end"]);
  });
});
