import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { lanes, type GenerateRequest } from "../../language-server/engine/engine.js";
import { processMemory } from "../support/processUsage.js";
import { seededRandom } from "../support/seededRandom.js";
import { demoModel } from "./models.js";
import { startPonder, type PonderEngine } from "./ponderEngine.js";

/** Requests before it is measured: contexts, threads and the heap's working size are made once and kept. */
const warmUp = 600;
/** Requests at a time: three lanes, and some that wait. */
const atATime = 6;
/** An abort comes within this time, in milliseconds. */
const abortWithin = 60;

/** What a process holds on to. */
export interface Holdings {
  readonly files: number;
  readonly threads: number;
  /** Resident memory, in bytes. */
  readonly memory: number;
}

/** An engine process before and after many requests. */
export interface Leaks {
  readonly requests: number;
  readonly aborted: number;
  /** Requests that failed otherwise. */
  readonly failed: number;
  readonly before: Holdings;
  readonly after: Holdings;
}

/**
 * Sends mixed requests (generations on all lanes, with lookup, evaluations ahead), half of them aborted at random, and
 * looks at what the engine process holds before and after.
 *
 * @returns undefined where a process cannot be looked into.
 */
export async function measureLeaks(
  program: string,
  { threads, requests }: { readonly threads: number; readonly requests: number },
): Promise<Leaks | undefined> {
  const ponder = await startPonder(program, { ...demoModel, contextSize: 1024 }, threads);
  try {
    const below = randomBelow(7);
    await run(ponder, warmUp, below);
    const before = holdings(ponder.pid);
    const { aborted, failed } = await run(ponder, requests, below);
    // Every lane has done its last work before it is looked at.
    for (const lane of lanes) await drain(ponder.engine.generate(request(lane, below), new AbortController().signal));
    const after = holdings(ponder.pid);
    return before && after && { requests, aborted, failed, before, after };
  } finally {
    await ponder.stop();
  }
}

type Below = (limit: number) => number;

function randomBelow(seed: number): Below {
  const random = seededRandom(seed);
  return (limit) => Math.floor(random() * limit);
}

async function run(
  { engine }: PonderEngine,
  count: number,
  below: Below,
): Promise<{ readonly aborted: number; readonly failed: number }> {
  let [left, aborted, failed] = [count, 0, 0];
  const one = async (): Promise<void> => {
    const end = new AbortController();
    const abort = below(2) === 0 ? sleep(below(abortWithin)).then(() => end.abort()) : undefined;
    try {
      if (below(10) === 0) {
        await engine.prefill({ lane: "chat", prompt: [{ text: "return 1; ".repeat(1 + below(60)) }] }, end.signal);
      } else {
        await drain(engine.generate(request(lanes[below(lanes.length)] ?? "chat", below), end.signal));
      }
    } catch {
      if (end.signal.aborted) aborted++;
      else failed++;
    }
    await abort;
  };
  const worker = async (): Promise<void> => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return { aborted, failed };
}

function request(lane: GenerateRequest["lane"], below: Below): GenerateRequest {
  return {
    lane,
    prompt: [{ text: `function f${below(50)}() { ${"return 1; ".repeat(below(40))} }` }],
    maxTokens: 1 + below(12),
    sampling: { temperature: 0, topP: 1 },
    lookup: lane === "edit",
  };
}

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  const all = events[Symbol.asyncIterator]();
  while ((await all.next()).done !== true);
}

function holdings(pid: number): Holdings | undefined {
  const memory = processMemory(pid)?.resident;
  if (memory === undefined) return undefined;
  return {
    files: readdirSync(`/proc/${pid}/fd`).length,
    threads: readdirSync(`/proc/${pid}/task`).length,
    memory,
  };
}
