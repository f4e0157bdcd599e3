import { setTimeout as sleep } from "node:timers/promises";
import type { GenerateRequest } from "../../language-server/engine/engine.js";
import { EngineProcess } from "../../language-server/engine/llama/engineProcess.js";
import { heartbeatLimits } from "../../language-server/engine/llama/heartbeat.js";
import type { FromEngine } from "../../language-server/engine/llama/messages.js";
import { cpuTime } from "../support/processUsage.js";
import type { BenchmarkModel } from "./models.js";
import { greedyRequest } from "./ponderEngine.js";
import type { PromptMaker } from "./prompts.js";

/** Long enough to be stopped anywhere inside, in tokens. */
const promptTokens = 1500;
/** How long the CPU is watched after an abort, in milliseconds. */
const watchMs = 250;

/** One abort. */
export interface Abort {
  readonly phase: "prefill" | "decode";
  /** From the abort to the engine's word that the work has stopped, in milliseconds. */
  readonly ms: number;
  /** One batch of this prompt, or one token of this answer, took this long before the abort, in milliseconds. */
  readonly stepMs: number;
  /** Tokens of such a batch. */
  readonly stepTokens: number;
  /** Prompt tokens, or generated tokens, that were still worked on after the abort. */
  readonly tokensAfter: number;
  /** CPU time that the engine process used in {@link watchMs} afterwards, in milliseconds. */
  readonly cpuAfterMs: number | undefined;
}

/** A model's aborts. */
export interface Aborts {
  readonly model: BenchmarkModel;
  readonly all: readonly Abort[];
}

/**
 * Stops generations at different moments. The engine process is driven by its messages: only they tell when the work
 * has really stopped; the engine's own interface throws at once.
 */
export async function measureAborts(
  program: string,
  model: BenchmarkModel,
  { prompts, threads, count }: { readonly prompts: PromptMaker; readonly threads: number; readonly count: number },
): Promise<Aborts> {
  const engine = new AbortedEngine(program);
  try {
    await engine.load(model, threads);
    const all: Abort[] = [];
    for (let at = 0; at < count; at++) {
      // At different places of a batch: a tenth, two tenths… of one after the last that was seen to end.
      const place = ((at * 3) % 10) / 10;
      for (const phase of ["prefill", "decode"] as const) {
        let abort: Abort | undefined;
        // The demo model may end an answer by itself before it is stopped: then another prompt.
        do {
          const [length, answer] = phase === "prefill" ? [promptTokens, 1] : [16, 400];
          abort = await engine.abort(phase, greedyRequest("chat", prompts.text(length), answer), place);
        } while (abort === undefined);
        all.push(abort);
      }
    }
    return { model, all };
  } finally {
    await engine.stop();
  }
}

/** Events of the phase that are waited for before the abort: enough to know how long a step takes. */
const eventsBefore = { prefill: 3, decode: 8 } as const;

class AbortedEngine {
  readonly #process: EngineProcess;
  readonly #listeners = new Set<(message: FromEngine) => void>();
  #lastId = 0;

  constructor(program: string) {
    this.#process = new EngineProcess({
      program,
      heartbeat: heartbeatLimits,
      log: () => undefined,
      onMessage: (message) => {
        for (const listener of [...this.#listeners]) listener(message);
      },
      onEnd: (end) => {
        throw new Error(`The engine process ended: ${JSON.stringify(end)}`);
      },
    });
  }

  async load(model: BenchmarkModel, threads: number): Promise<void> {
    const options = { path: model.file, gpu: "cpu", threads, contextSize: model.contextSize } as const;
    const answer = this.#next(({ type }) => type === "loaded" || type === "failed");
    this.#process.send({ type: "load", options });
    const message = await answer;
    if (message.type === "failed") throw new Error(message.error.message);
  }

  /**
   * @param place where in the running step the abort comes, 0 to 1.
   * @returns undefined when the answer ended by itself.
   */
  async abort(phase: Abort["phase"], request: GenerateRequest, place: number): Promise<Abort | undefined> {
    const id = ++this.#lastId;
    const times: number[] = [];
    let evaluated = 0;
    let stepTokens = 1;
    let generated = 0;
    const count = (message: FromEngine): void => {
      if (!("id" in message) || message.id !== id) return;
      if (message.type === "prefill") {
        if (phase === "prefill") stepTokens = Math.max(stepTokens, message.evaluated - evaluated);
        evaluated = message.evaluated;
      } else if (message.type === "text") generated += message.tokens;
      if (message.type === (phase === "prefill" ? "prefill" : "text")) times.push(performance.now());
    };
    this.#listeners.add(count);
    const ended = this.#next(
      (message) =>
        (message.type === "aborted" || message.type === "done" || message.type === "failed") && message.id === id,
    );
    const ripe = this.#next(() => times.length > eventsBefore[phase]);
    this.#process.send({ type: "generate", id, request });
    await Promise.race([ripe, ended]);
    // The first event of a phase comes after more, or less, than one step.
    const stepMs = ((times.at(-1) ?? 0) - (times[1] ?? 0)) / (times.length - 2);
    if (place > 0) await sleep(place * stepMs);
    const before = { evaluated, generated };
    const from = performance.now();
    this.#process.send({ type: "abort", id });
    const end = await ended;
    const ms = performance.now() - from;
    this.#listeners.delete(count);
    if (end.type === "failed") throw new Error(end.error.message);
    if (end.type !== "aborted") return undefined;
    return {
      phase,
      ms,
      stepMs,
      stepTokens,
      tokensAfter:
        phase === "prefill" ? end.evaluatedTokens - before.evaluated : end.generatedTokens - before.generated,
      cpuAfterMs: await this.#cpuWhileIdle(),
    };
  }

  async stop(): Promise<void> {
    await this.#process.stop();
  }

  async #cpuWhileIdle(): Promise<number | undefined> {
    const { pid } = this.#process;
    const before = pid === undefined ? undefined : cpuTime(pid);
    await sleep(watchMs);
    const after = pid === undefined ? undefined : cpuTime(pid);
    return before === undefined || after === undefined ? undefined : after - before;
  }

  #next(wanted: (message: FromEngine) => boolean): Promise<FromEngine> {
    return new Promise((resolve) => {
      const listener = (message: FromEngine): void => {
        if (!wanted(message)) return;
        this.#listeners.delete(listener);
        resolve(message);
      };
      this.#listeners.add(listener);
    });
  }
}
