import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../benchmarks/support/seededRandom.js";
import { TokenStream } from "../../../language-server/engine/llama/process/tokenStream.js";
import { chiSquare, impossibleChiSquare } from "../../support/chiSquare.js";
import { FakeSequence } from "../../support/fakeSequence.js";

/** What follows each of four tokens, and how likely. */
const follows: readonly (readonly number[])[] = [
  [0.7, 0.1, 0.15, 0.05],
  [0.25, 0.25, 0.25, 0.25],
  [0.05, 0.85, 0.05, 0.05],
  [0.4, 0.1, 0.1, 0.4],
];
const tokens = 40_000;
const likeliest = (before: number) => follows[before]?.indexOf(Math.max(...(follows[before] ?? []))) ?? 0;

function draw(likely: readonly number[], random: () => number): number {
  let left = random();
  const at = likely.findIndex((share) => (left -= share) < 0);
  return at < 0 ? likely.length - 1 : at;
}

/** Draws with guesses; @returns how often each token came behind each, for all steps, and how many guesses were right. */
async function drawn(guess: (before: number, at: number) => number, length: number, keepWrong = 0) {
  const random = seededRandom(11);
  const sequence = new FakeSequence([], (before) => draw(follows[before.at(-1) ?? 0] ?? [], random));
  let last = 0;
  const stream = new TokenStream([0 as Token], {
    sequence: sequence as unknown as LlamaContextSequence,
    model: { isEogToken: () => false },
    sampling: { temperature: 0.6, topP: 0.95 },
    guesser: {
      push: (token) => void (last = token),
      guess: () => {
        const guessed: Token[] = [];
        for (let before = last; guessed.length < length; before = guessed.at(-1) ?? 0) {
          guessed.push(guess(before, guessed.length) as Token);
        }
        return guessed;
      },
      measured: () => undefined,
      end: () => undefined,
    },
  });
  const counts = follows.map((row) => row.map(() => 0));
  let before = 0;
  for (let written = 0; written < tokens;) {
    await stream.guess(100);
    for (const token of (await stream.step()).tokens) {
      // What a stream that takes a wrong guess now and then would look like.
      const shown = random() < keepWrong ? likeliest(before) : token;
      const row = counts[before] ?? [];
      row[shown] = (row[shown] ?? 0) + 1;
      before = token;
      written++;
    }
  }
  await stream.end();
  const statistic = counts.reduce((sum, row, at) => sum + chiSquare(row, follows[at] ?? []), 0);
  return { statistic, accepted: stream.acceptedTokens, drafted: stream.draftedTokens };
}

/** Four rows of four, each with a sum that is given. */
const limit = impossibleChiSquare(12);

describe("guessing above temperature 0", () => {
  it.each([
    ["what is likeliest", (before: number) => likeliest(before)],
    ["always the same", () => 3],
    ["in turn", (before: number, at: number) => (before + at + 1) % 4],
  ])("does not change how likely each token is behind each other one: guesses %s", async (_, guess) => {
    for (const length of [1, 3, 8]) {
      const { statistic, accepted, drafted } = await drawn(guess, length);
      expect(accepted).toBeGreaterThan(1000);
      expect(drafted - accepted).toBeGreaterThan(1000);
      expect(statistic).toBeLessThan(limit);
    }
  });

  it("would be seen if it took one wrong guess in twenty", async () => {
    expect((await drawn(likeliest, 3, 0.05)).statistic).toBeGreaterThan(limit);
  });
});
