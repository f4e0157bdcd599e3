import { getLlama, type LlamaContextSequence, type Token } from "node-llama-cpp";
import { TokenStream } from "../../language-server/engine/llama/process/tokenStream.js";
import { median } from "../support/statistics.js";
import { stepSizes, type StepCost } from "./stepCost.js";

/*
 * What a step of several tokens costs beside one of a single token, with the engine's own steps. A program of its own,
 * forked by `stepCost.ts`, which gets all costs in one message.
 */

/** Tokens in the cache: about what a small fix has in front of its answer. */
const before = 256;
const batchSize = 144;
async function main(): Promise<void> {
  const [file = "", threads, rounds, run] = process.argv.slice(2);
  const maxThreads = Number(threads);
  const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, progressLogs: false, maxThreads });
  const model = await llama.loadModel({ modelPath: file });
  const context = await model.createContext({
    contextSize: 2048,
    batchSize,
    threads: { ideal: maxThreads, min: maxThreads },
  });
  const sequence = context.getSequence();
  const words = model.tokenize("total = price * count; ".repeat(before));
  const token = words[0] as Token;
  for (let from = 0; from < before; from += batchSize) {
    await sequence.evaluateWithoutGeneratingNewTokens(words.slice(from, Math.min(before, from + batchSize)));
  }
  const costs = new Map(stepSizes.map((size) => [size, [] as number[]]));
  // One size after the other in each round: what slows the machine down, slows all down.
  for (let round = 0; round < Number(rounds); round++) {
    for (const [size, ms] of costs) ms.push(await stepsOf(sequence, token, { size, run: Number(run) }));
  }
  const told = [...costs].map(([tokens, ms]): StepCost => ({ tokens, ms: median(ms) }));
  process.send?.(told);
}

/**
 * `run` steps of `size` tokens, of which all but the first are guessed; each has a token drawn behind it.
 *
 * @returns the CPU time of one.
 */
async function stepsOf(
  sequence: LlamaContextSequence,
  token: Token,
  { size, run }: { readonly size: number; readonly run: number },
): Promise<number> {
  const guesser = {
    guess: () => Promise.resolve(Array.from({ length: size - 1 }, () => token)),
    push: () => undefined,
    measured: () => undefined,
    end: () => Promise.resolve(),
  };
  // Whatever it draws, the text goes on.
  const model = { isEogToken: () => false };
  const stream = new TokenStream([token], { sequence, model, sampling: { temperature: 0, topP: 1 }, guesser });
  // The generator and its sampler are there before the time runs, as in the middle of an answer.
  await stream.guess(size);
  await stream.step();
  const cpu = process.cpuUsage();
  for (let i = 0; i < run; i++) {
    await stream.guess(size);
    await stream.step();
  }
  const used = process.cpuUsage(cpu);
  await stream.end();
  await sequence.eraseContextTokenRanges([{ start: before, end: sequence.nextTokenIndex }]);
  return (used.user + used.system) / 1000 / run;
}

await main();
