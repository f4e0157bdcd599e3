import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Ask, Told } from "./defaultBatching.js";
import type { BenchmarkModel } from "./models.js";
import { greedyRequest, measure, startPonder, type PonderEngine } from "./ponderEngine.js";
import type { PromptMaker } from "./prompts.js";

/** Tokens of the chat's prompt and of the completion's. */
const chatTokens = 1500;
const completionTokens = 100;

/** Milliseconds, round by round. */
export interface Interference {
  readonly model: BenchmarkModel;
  /** First token of a completion on our idle engine. */
  readonly idle: readonly number[];
  /** The same while a chat's prompt is evaluated. */
  readonly duringChat: readonly number[];
  /** One batch of the chat's prompt. */
  readonly batch: readonly number[];
  /** The binding with its default batching: idle, and while a chat's prompt is evaluated. */
  readonly defaultIdle: readonly number[];
  readonly defaultDuringChat: readonly number[];
}

/** Asks for a completion while the prompt of a chat is evaluated, and without, of us and of the bare binding. */
export async function measureInterference(
  program: string,
  model: BenchmarkModel,
  { prompts, threads, rounds }: { readonly prompts: PromptMaker; readonly threads: number; readonly rounds: number },
): Promise<Interference> {
  const ponder = await startPonder(program, model, threads);
  const bare = fork(path.join(import.meta.dirname, "defaultBatching.ts"), [model.file, String(threads)], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  try {
    await reply(bare);
    // Contexts are made when they are first used, and first batches are slow.
    await ponder.generate(prompts.text(70), 1);
    await completion(ponder, prompts);
    await ask(bare, { completion: prompts.text(70) });
    const measured = { model, ...emptyRounds() };
    for (let round = 0; round < rounds; round++) {
      const ours = async () => {
        measured.idle.push(await completion(ponder, prompts));
        const busy = await completionDuringChat(ponder, prompts);
        measured.duringChat.push(busy.completionMs);
        measured.batch.push(busy.batchMs);
      };
      const theirs = async () => {
        const alone = { completion: prompts.text(completionTokens) };
        measured.defaultIdle.push((await ask(bare, alone)).completionMs);
        const both = { completion: prompts.text(completionTokens), chat: prompts.text(chatTokens) };
        measured.defaultDuringChat.push((await ask(bare, both)).completionMs);
      };
      for (const side of round % 2 === 0 ? [ours, theirs] : [theirs, ours]) await side();
    }
    return measured;
  } finally {
    bare.kill();
    await ponder.stop();
  }
}

const emptyRounds = (): Record<Exclude<keyof Interference, "model">, number[]> => ({
  idle: [],
  duringChat: [],
  batch: [],
  defaultIdle: [],
  defaultDuringChat: [],
});

async function completion({ engine, pid }: PonderEngine, prompts: PromptMaker): Promise<number> {
  return (await measure(engine, pid, greedyRequest("completion", prompts.text(completionTokens), 1))).wallMs;
}

/** The chat is stopped as soon as the completion is there. */
async function completionDuringChat(
  ponder: PonderEngine,
  prompts: PromptMaker,
): Promise<{ readonly completionMs: number; readonly batchMs: number }> {
  const end = new AbortController();
  const chat = ponder.engine.generate(greedyRequest("chat", prompts.text(chatTokens), 1), end.signal);
  const seen: { readonly at: number; readonly evaluated: number }[] = [];
  const events = chat[Symbol.asyncIterator]();
  // Two batches alone show how long one takes; the completion is asked for in the middle of the third.
  while (seen.filter(({ evaluated }) => evaluated > 0).length < 2) {
    const { value, done } = await events.next();
    if (done === true || value.type !== "prefill") throw new Error("The chat's prompt was evaluated too soon.");
    seen.push({ at: performance.now(), evaluated: value.evaluated });
  }
  const [first, second] = seen.slice(-2);
  const completionMs = await completion(ponder, prompts);
  end.abort();
  await events.next().catch(() => undefined);
  // Let it get free before the next measurement.
  await ponder.generate(prompts.text(4), 1);
  return { completionMs, batchMs: (second?.at ?? 0) - (first?.at ?? 0) };
}

async function ask(program: ChildProcess, question: Ask): Promise<Told> {
  program.send(question);
  return (await reply(program)) as Told;
}

/** The next message; fails when the program ends instead. */
async function reply(program: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  try {
    const [message] = (await Promise.race([
      once(program, "message", { signal: ended.signal }),
      once(program, "exit", { signal: ended.signal }).then(() => {
        throw new Error("The program with the default batching ended.");
      }),
    ])) as [unknown];
    return message;
  } finally {
    ended.abort();
  }
}
