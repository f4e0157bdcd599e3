import { askProgram } from "./askProgram.js";
import type { BenchmarkModel } from "./models.js";

/** Tokens of a step: the last one that stands fast and the guessed ones behind it. Those with which lookup guesses. */
export const stepSizes = [1, 2, 4, 8, 16] as const;

/** What a step of so many tokens takes, in milliseconds of CPU time. */
export interface StepCost {
  readonly tokens: number;
  readonly ms: number;
}

/** What steps of several tokens cost a model. */
export interface StepCosts {
  readonly model: BenchmarkModel;
  readonly threads: number;
  readonly steps: readonly StepCost[];
}

/** Steps of a size in a row: behind one of another size, a step of a tiny model finds the processor's caches cold. */
const run = 8;

/** Measures steps of all sizes, in a process of its own. */
export async function measureStepCosts(
  model: BenchmarkModel,
  { threads, rounds }: { readonly threads: number; readonly rounds: number },
): Promise<StepCosts> {
  const steps = await askProgram<readonly StepCost[]>("stepCostProgram.ts", [
    model.file,
    threads,
    rounds,
    run * model.repeats,
  ]);
  return { model, threads, steps };
}

/**
 * How likely each guessed token must be right, so that steps of one size bring a speed. Of `tokens` drawn, the first
 * stands fast, and each further one counts where all before it were right.
 *
 * @param cost what the step costs, in steps of one token.
 * @param speed 1: as fast as without a guess.
 * @returns undefined where not even right guesses bring it.
 */
export function neededAcceptance(tokens: number, cost: number, speed: number): number | undefined {
  const wanted = cost * speed;
  if (wanted > tokens) return undefined;
  const expected = (right: number): number =>
    Array.from({ length: tokens }, (_, i) => right ** i).reduce((a, b) => a + b);
  let [low, high] = [0, 1];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (expected(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}
