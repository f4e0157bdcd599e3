import { readFileSync, writeFileSync } from "node:fs";
import { LlamaEngine } from "../../language-server/engine/llama/llamaEngine.js";
import { lanes, type Lane } from "../../language-server/engine/engine.js";
import { processMemory } from "../support/processUsage.js";

/** What a loaded model took. */
export interface Measured {
  /** All pages of the process that are in memory, in bytes. */
  readonly resident: number;
  /** Those that it needs: its own, and of the file those that it read while it wrote a few tokens. */
  readonly needed: number;
  /** Tokens per second on an empty context, in the best round. */
  readonly tokensPerSecond: number;
}

const never = new AbortController().signal;
/** More than one batch, so that all that is computed with is there. */
const promptTokens = 160;

/** Loads a model as the product does, uses it for everything that it is used for, and measures. */
export async function measureModel(
  program: string,
  file: string,
  options: { readonly contextSize: number; readonly threads: number; readonly tokens: number; readonly rounds: number },
): Promise<Measured> {
  const { contextSize, threads, tokens, rounds } = options;
  const engine = new LlamaEngine({ program, log: () => undefined });
  try {
    await engine.load({ path: file, gpu: "cpu", threads, contextSize }, () => undefined, never);
    const { pid } = engine;
    if (pid === undefined) throw new Error("The engine process ended.");
    for (const lane of lanes) await generate(engine, lane, "word ".repeat(promptTokens), 4);
    const speeds: number[] = [];
    for (let round = 0; round < rounds; round++) speeds.push(await generate(engine, "chat", "word", tokens));
    const resident = processMemory(pid)?.resident ?? Number.NaN;
    const needed = await referenced(pid, () => generate(engine, "chat", "word", 4));
    return { resident, needed, tokensPerSecond: Math.max(...speeds) };
  } finally {
    await engine.dispose();
  }
}

/** @returns tokens per second, without the prompt. */
async function generate(engine: LlamaEngine, lane: Lane, text: string, maxTokens: number): Promise<number> {
  const request = { lane, prompt: [{ text }], maxTokens, sampling: { temperature: 0, topP: 1 } } as const;
  let speed = 0;
  for await (const event of engine.generate(request, never))
    if (event.type === "done") speed = event.usage.tokensPerSecond;
  return speed;
}

/**
 * Memory that a process needs for some work: what is its own, and of mapped files the pages that it touches. Linux
 * forgets which pages were touched (`clear_refs`), then tells (`smaps_rollup`; man 5 proc).
 */
async function referenced(pid: number, work: () => Promise<unknown>): Promise<number> {
  writeFileSync(`/proc/${String(pid)}/clear_refs`, "3");
  await work();
  const rollup = readFileSync(`/proc/${String(pid)}/smaps_rollup`, "utf8");
  const smaps = readFileSync(`/proc/${String(pid)}/smaps`, "utf8");
  const anonymous = field(rollup, "Anonymous");
  let files = 0;
  for (const part of smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)) {
    const own = field(part, "Anonymous");
    files += Math.max(0, field(part, "Referenced") - own);
  }
  return anonymous + files;
}

const field = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? 0) * 1024;
