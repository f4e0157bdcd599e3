import { setTimeout as sleep } from "node:timers/promises";
import { PonderFailure } from "../../../protocol/errors.js";
import { untilAborted } from "../../untilAborted.js";
import type { EngineState } from "../engine.js";
import { EngineProcess, type EngineProcessOptions } from "./engineProcess.js";
import type { ProcessEnd } from "./processEnd.js";
import type { RestartPolicy } from "./restartPolicy.js";

/** What a {@link RestartingProcess} needs and whom it tells. */
export interface RestartingProcessOptions extends Omit<EngineProcessOptions, "onMemory" | "onEnd"> {
  readonly policy: RestartPolicy;
  /** There is no process now, and the state has not changed yet. `end`: it ended by itself; absent: it was stopped. */
  readonly onGone: (end?: ProcessEnd) => void;
  /** The state or the memory changed. */
  readonly onDidChange: () => void;
}

/** A change of the memory by less than this share is not worth telling. */
const memoryStep = 0.05;

/** The engine process over its whole life: started when it is needed, and after a pause when it ended by itself. */
export class RestartingProcess {
  readonly #options: RestartingProcessOptions;
  #state: EngineState = "stopped";
  #current: EngineProcess | undefined;
  #memoryBytes: number | undefined;
  /** The pause before a restart, and what cuts it short. */
  #pause: { readonly over: Promise<void>; readonly end: AbortController } | undefined;
  /** The last process that was stopped on purpose is gone: two models at a time may be too much for the memory. */
  #stopped: Promise<void> = Promise.resolve();
  #disposed = false;

  constructor(options: RestartingProcessOptions) {
    this.#options = options;
  }

  get state(): EngineState {
    return this.#state;
  }

  get current(): EngineProcess | undefined {
    return this.#current;
  }

  /** Memory of the process in bytes, once it was measured. */
  get memoryBytes(): number | undefined {
    return this.#memoryBytes;
  }

  /** @throws `engineUnavailable` when the process ended too often. */
  throwIfGivenUp(): void {
    if (this.#state !== "unavailable") return;
    throw new PonderFailure(
      "engineUnavailable",
      "The engine process ended several times in a row and is not started again by itself.",
      "Look at “Ponder: Show Log”, then choose a model with “Ponder: Choose Model…” or run “Ponder: Restart Language Server”.",
    );
  }

  /** Whoever waits for a restart waits no longer, and what was given up may be started again. */
  tryAgain(): void {
    this.#pause?.end.abort();
    if (this.#state === "unavailable") this.#change("stopped");
  }

  /** The process, started if need be: after the last one is gone, and after the pause. `signal` ends the waiting. */
  async started(signal: AbortSignal): Promise<EngineProcess> {
    await this.#stopped;
    if (this.#pause !== undefined) await untilAborted(this.#pause.over, signal);
    signal.throwIfAborted();
    return this.#current ?? this.#start();
  }

  /** Ends the process on purpose. @param keep the conversation goes on later. */
  async stop(keep: boolean): Promise<void> {
    const process = this.#current;
    this.#forget();
    this.#options.onGone();
    this.#change("stopped");
    this.#stopped = process?.stop(keep) ?? this.#stopped;
    await this.#stopped;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#pause?.end.abort();
    await this.stop(false);
  }

  /** The process said that it is ready. */
  ready(): void {
    this.#change("running");
  }

  #start(): EngineProcess {
    const process = new EngineProcess({
      ...this.#options,
      onMemory: (bytes) => this.#measured(bytes),
      onEnd: (end) => this.#ended(end),
    });
    this.#options.log("info", `Engine process ${process.pid ?? "(none)"} started.`);
    this.#current = process;
    this.#change("starting");
    return process;
  }

  #measured(bytes: number): void {
    const before = this.#memoryBytes ?? 0;
    if (Math.abs(bytes - before) < before * memoryStep) return;
    this.#memoryBytes = bytes;
    this.#options.onDidChange();
  }

  /** The process ended by itself. */
  #ended(end: ProcessEnd): void {
    this.#forget();
    this.#options.onGone(end);
    const delay = this.#options.policy.ended(Date.now());
    if (delay === undefined) {
      this.#options.log("error", "The engine process ended too often and is not started again.");
      this.#change("unavailable");
      return;
    }
    this.#change("restarting");
    const again = new AbortController();
    const over = sleep(delay, undefined, { signal: again.signal })
      .catch(() => undefined)
      .then(() => {
        this.#pause = undefined;
        if (!this.#disposed) this.#start();
      });
    this.#pause = { over, end: again };
  }

  #forget(): void {
    this.#current = undefined;
    this.#memoryBytes = undefined;
  }

  #change(state: EngineState): void {
    this.#state = state;
    this.#options.onDidChange();
  }
}
