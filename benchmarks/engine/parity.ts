import { processMemory, type ProcessMemory } from "../support/processUsage.js";
import { runLlamaBench, type LlamaBenchResult } from "./llamaBench.js";
import { startLlamaServer } from "./llamaServer.js";
import type { BenchmarkModel } from "./models.js";
import type { Peer } from "./peer.js";
import { startPonder } from "./ponderEngine.js";
import { PromptMaker } from "./prompts.js";
import type { Run, Subject } from "./subject.js";

/** What both sides are asked. */
export const tasks = ["cold128", "warm", "decode", "cold512"] as const;
export type Task = (typeof tasks)[number];

/** Tokens that are typed behind a prompt that is in the cache. */
const typedTokens = 8;
/** More evaluated tokens than this, and the cache was not used: the typed ones and up to two at the seam. */
const warmLimit = typedTokens + 2;

/** Wall and CPU milliseconds of one side in one round. */
export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number | undefined;
  readonly generatedTokens: number;
}

/** One task on both sides, round by round. */
export interface TaskRounds {
  readonly ponder: readonly Cost[];
  readonly server: readonly Cost[];
}

/** A model with one number of threads on both sides. */
export interface Parity {
  readonly model: BenchmarkModel;
  readonly threads: number;
  readonly tasks: Readonly<Record<Task, TaskRounds>>;
  readonly bench: readonly LlamaBenchResult[];
  readonly memory: { readonly ponder: ProcessMemory; readonly server: ProcessMemory } | undefined;
}

/** Measures both sides, both alive all the time, one after the other in changing order. */
export async function measureParity(
  { peer, program }: { readonly peer: Peer; readonly program: string },
  model: BenchmarkModel,
  { threads, rounds }: { readonly threads: number; readonly rounds: number },
): Promise<Parity> {
  const server = await startLlamaServer(peer.server, model, threads);
  try {
    const ponder = await startPonder(program, model, threads);
    try {
      const prompts = await PromptMaker.create((text) => server.tokenize(text), 1 + threads);
      const costs = emptyCosts();
      const bench: LlamaBenchResult[] = [];
      const lasting = await findLasting(ponder, prompts, model, rounds * model.repeats);
      // Both sides have run once before it counts.
      for (const subject of [ponder, server]) await subject.generate(prompts.text(64), 4);
      for (let round = 0; round < rounds; round++) {
        const done = await oneRound(
          round % 2 === 0 ? [ponder, server] : [server, ponder],
          lasting.slice(round * model.repeats, (round + 1) * model.repeats),
          prompts,
          model,
        );
        for (const task of tasks) {
          for (const side of ["ponder", "server"] as const) {
            costs[task][side].push(total(done[task][side === "ponder" ? ponder.name : server.name] ?? []));
          }
        }
        bench.push(
          await runLlamaBench(peer.bench, { file: model.file, threads, prompt: 128, decode: model.decodeTokens }),
        );
      }
      const [ours, theirs] = [processMemory(ponder.pid), processMemory(server.pid)];
      return { model, threads, tasks: costs, bench, memory: ours && theirs && { ponder: ours, server: theirs } };
    } finally {
      await ponder.stop();
    }
  } finally {
    await server.stop();
  }
}

function emptyCosts(): Record<Task, { ponder: Cost[]; server: Cost[] }> {
  const none = () => ({ ponder: [], server: [] });
  return { cold128: none(), warm: none(), decode: none(), cold512: none() };
}

/** A prompt and the same with more words behind it. */
interface GrowingPrompt {
  readonly short: string;
  readonly longer: string;
}

/** Prompts after which the model does not end its answer before all tokens of a measurement are there. */
async function findLasting(
  subject: Subject,
  prompts: PromptMaker,
  { ends, decodeTokens }: BenchmarkModel,
  count: number,
): Promise<readonly GrowingPrompt[]> {
  const found: GrowingPrompt[] = [];
  while (found.length < count) {
    const short = prompts.text(128);
    const longer = short + prompts.text(typedTokens);
    if (ends && (await subject.generate(longer, decodeTokens)).generatedTokens < decodeTokens) continue;
    found.push({ short, longer });
  }
  return found;
}

type Done = Record<Task, Record<string, Run[]>>;

/** All tasks once (a tiny model: several times), each on one side and then on the other. */
async function oneRound(
  subjects: readonly Subject[],
  growing: readonly GrowingPrompt[],
  prompts: PromptMaker,
  model: BenchmarkModel,
): Promise<Done> {
  const done: Done = { cold128: {}, warm: {}, decode: {}, cold512: {} };
  for (const { short, longer } of growing) {
    const asked: Readonly<Record<Task, readonly [prompt: string, tokens: number]>> = {
      cold128: [short, 1],
      warm: [longer, 1],
      decode: [longer, model.decodeTokens],
      cold512: [prompts.text(512), 1],
    };
    for (const task of tasks) {
      const [prompt, tokens] = asked[task];
      const runs: Run[] = [];
      for (const subject of subjects) {
        const run = await subject.generate(prompt, tokens);
        runs.push(run);
        (done[task][subject.name] ??= []).push(run);
      }
      check(task, runs);
    }
  }
  return done;
}

/** A comparison of different work would be worth nothing. */
function check(task: Task, runs: readonly Run[]): void {
  if (new Set(runs.map(({ promptTokens }) => promptTokens)).size > 1) {
    throw new Error(`The sides count different tokens in one prompt: ${JSON.stringify(runs)}`);
  }
  if (task === "warm" && runs.some(({ evaluatedTokens }) => evaluatedTokens > warmLimit)) {
    throw new Error(`A side did not use its cache: ${JSON.stringify(runs)}`);
  }
}

const total = (runs: readonly Run[]): Cost => ({
  wallMs: sum(runs.map(({ wallMs }) => wallMs)),
  cpuMs: runs.every(({ cpuMs }) => cpuMs !== undefined) ? sum(runs.map(({ cpuMs }) => cpuMs ?? 0)) : undefined,
  generatedTokens: sum(runs.map(({ generatedTokens }) => generatedTokens)),
});

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
