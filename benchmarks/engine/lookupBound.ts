import { askProgram } from "./askProgram.js";
import type { BenchmarkModel } from "./models.js";
import type { AnswerTokens } from "./rightAnswers.js";
import type { StepCost, StepCosts } from "./stepCost.js";

/** How fast a guesser that never guesses wrong could write the right answers. */
export interface LookupBound {
  readonly model: BenchmarkModel;
  /** Times the speed of steps of one token. */
  readonly speed: number;
  readonly answers: number;
}

/** What no prompt lookup can surpass with a model, at what its steps cost. */
export async function measureLookupBound({ model, steps }: StepCosts): Promise<LookupBound> {
  const answers = await askProgram<readonly AnswerTokens[]>("answerTokensProgram.ts", [model.file]);
  const plain = sum(answers.map(({ text }) => text.length));
  const best = sum(answers.map((answer) => leastCost(answer, steps)));
  return { model, speed: plain / best, answers: answers.length };
}

/**
 * The time of the fastest steps that write a text, in steps of one token. Who guesses knows where the text goes on as it
 * did somewhere before, in the prompt or in itself, for how long it does, and which size of step is worth it.
 *
 * @param steps what steps of some sizes cost, among them those of one token.
 */
export function leastCost({ asked, text }: AnswerTokens, steps: readonly StepCost[]): number {
  const single = steps.find(({ tokens }) => tokens === 1)?.ms ?? Number.NaN;
  const longest = Math.max(...steps.map(({ tokens }) => tokens));
  const all = [...asked, ...text];
  /** From each token to the end. */
  const costs = Array.from<number>({ length: text.length + 1 }).fill(0);
  for (let at = text.length - 1; at >= 0; at--) {
    const copied = longestCopy(all, asked.length + at, longest);
    costs[at] = Math.min(
      ...steps.map(({ tokens, ms }) => {
        const written = Math.min(Math.min(copied, tokens - 1) + 1, text.length - at);
        return ms / single + (costs[at + written] ?? 0);
      }),
    );
  }
  return costs[0] ?? 0;
}

/** How many tokens from `at` on are the same as somewhere before it. */
function longestCopy(tokens: readonly number[], at: number, limit: number): number {
  let longest = 0;
  for (let from = 0; from < at && longest < limit; from++) {
    let length = 0;
    while (length < limit && at + length < tokens.length && tokens[from + length] === tokens[at + length]) length++;
    longest = Math.max(longest, length);
  }
  return longest;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
