import type { BenchmarkModel } from "./models.js";
import { startPonder, type PonderEngine } from "./ponderEngine.js";
import type { PromptMaker } from "./prompts.js";
import { median } from "../support/statistics.js";

/** Speed with a number of threads, in tokens per second of wall time. */
export interface ThreadPoint {
  readonly threads: number;
  readonly promptSpeed: number;
  readonly decodeSpeed: number;
}

/** Measures the engine with different numbers of threads, one after the other. */
export async function measureThreads(
  program: string,
  model: BenchmarkModel,
  { prompts, counts }: { readonly prompts: PromptMaker; readonly counts: readonly number[] },
): Promise<readonly ThreadPoint[]> {
  const points: ThreadPoint[] = [];
  for (const threads of counts) {
    const ponder = await startPonder(program, model, threads);
    try {
      points.push({ threads, ...(await speeds(ponder, prompts)) });
    } finally {
      await ponder.stop();
    }
  }
  return points;
}

const rounds = 3;
/** Too many threads are slower by orders of magnitude: no new round begins after this time, in milliseconds. */
const enoughMs = 15_000;
const promptTokens = 128;
const decodeTokens = 16;

async function speeds(ponder: PonderEngine, prompts: PromptMaker): Promise<Omit<ThreadPoint, "threads">> {
  await ponder.generate(prompts.text(16), 2);
  const prompt: number[] = [];
  const decode: number[] = [];
  const began = performance.now();
  for (let round = 0; round < rounds && performance.now() - began < enoughMs; round++) {
    const text = prompts.text(promptTokens);
    const cold = await ponder.generate(text, 1);
    prompt.push((1000 * cold.evaluatedTokens) / cold.wallMs);
    const warm = await ponder.generate(text, decodeTokens);
    decode.push((1000 * warm.generatedTokens) / warm.wallMs);
  }
  return { promptSpeed: median(prompt), decodeSpeed: median(decode) };
}
