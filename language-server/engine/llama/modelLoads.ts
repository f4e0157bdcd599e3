import path from "node:path";
import { PonderFailure } from "../../../protocol/errors.js";
import { TurnGate } from "../../scheduler/turnGate.js";
import type { LoadedModel, LoadOptions } from "../engine.js";
import type { FromEngine, LogLevel } from "./messages.js";
import { describeEnd, type ProcessEnd } from "./processEnd.js";
import type { RestartingProcess } from "./restartingProcess.js";
import type { RestartPolicy } from "./restartPolicy.js";

/** What {@link ModelLoads} needs and whom it tells. */
export interface ModelLoadsOptions {
  readonly process: RestartingProcess;
  readonly policy: RestartPolicy;
  readonly log: (level: LogLevel, message: string) => void;
  /** See `LoadMessage.keepAs`. */
  readonly keepAs: string;
  /** A model is there. */
  readonly onDidLoad: () => void;
}

/** A load that waits for the process. */
interface PendingLoad {
  readonly path: string;
  readonly onProgress: (progress: number) => void;
  readonly resolve: (model: LoadedModel) => void;
  readonly reject: (error: unknown) => void;
}

/** What the engine process has loaded or is loading; one load at a time, and a process of its own for each model. */
export class ModelLoads {
  readonly #options: ModelLoadsOptions;
  readonly #turns = new TurnGate();
  /** What the process was told to load; it takes no second model. */
  #assigned: LoadOptions | undefined;
  #model: LoadedModel | undefined;
  #pending: PendingLoad | undefined;
  /** Crashes while loading, ever. */
  #crashes = 0;

  constructor(options: ModelLoadsOptions) {
    this.#options = options;
  }

  get model(): LoadedModel | undefined {
    return this.#model;
  }

  /** See `Engine.load`. */
  async load(options: LoadOptions, onProgress: (progress: number) => void, signal: AbortSignal): Promise<LoadedModel> {
    const loaded = this.#loadedWith(options);
    if (loaded !== undefined) return loaded;
    return this.#turns.run(0, signal, () => this.#loadSomewhere(options, onProgress, signal));
  }

  /** See `Engine.unload`. */
  async unload(signal: AbortSignal): Promise<void> {
    const model = this.#model;
    if (model === undefined) return;
    // A load that was asked for before takes the model's place, and nothing is left to do.
    const stop = () => (this.#model === model ? this.#options.process.stop(true) : undefined);
    await this.#turns.run(0, signal, stop);
  }

  /** Takes what the process says of a load. Messages about other things are none of its business. */
  receive(message: FromEngine): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    if (message.type === "progress") pending.onProgress(message.progress);
    if (message.type === "failed" && message.id === undefined) {
      const { code, message: text, hint } = message.error;
      pending.reject(new PonderFailure(code, text, hint));
    }
    if (message.type === "loaded") {
      this.#model = message.model;
      this.#options.policy.loaded(pending.path);
      pending.resolve(message.model);
      this.#options.onDidLoad();
    }
  }

  /** The process is gone, and its model with it. @param end it ended by itself; whoever stops it tells the waiting. */
  gone(end: ProcessEnd | undefined): void {
    const pending = this.#pending;
    this.#assigned = undefined;
    this.#model = undefined;
    this.#pending = undefined;
    if (end === undefined || pending === undefined) return;
    this.#crashes++;
    this.#options.policy.crashedLoading(pending.path);
    pending.reject(describeEnd(end, "modelLoadFailed", `while it loaded ${path.basename(pending.path)}`));
  }

  /**
   * Loads; after a crash once more, where that may help: on the GPU, since the next process finds its trace and takes the
   * CPU, and with a model for completions, which is then left out.
   */
  async #loadSomewhere(
    options: LoadOptions,
    onProgress: (progress: number) => void,
    signal: AbortSignal,
  ): Promise<LoadedModel> {
    const { process, log } = this.#options;
    const crashes = this.#crashes;
    try {
      return await this.#load(options, onProgress, signal);
    } catch (error) {
      const hasCrashed = this.#crashes > crashes;
      const mayHelp = options.gpu !== "cpu" || options.completion !== undefined;
      if (!mayHelp || !hasCrashed || signal.aborted || process.state === "unavailable") throw error;
      log("warn", "The engine process ended while it loaded; it is tried once more.");
      const { byUser: _, ...again } = options;
      return this.#load(again, onProgress, signal, { withoutCompletion: true });
    }
  }

  async #load(
    options: LoadOptions,
    onProgress: (progress: number) => void,
    signal: AbortSignal,
    { withoutCompletion = false } = {},
  ): Promise<LoadedModel> {
    // Looked at again: a load before this one in the queue may have been the same.
    const loaded = this.#loadedWith(options);
    if (loaded !== undefined) return loaded;
    const { process: restarting, policy, keepAs } = this.#options;
    if (options.byUser === true) {
      policy.forgive(options.path);
      restarting.tryAgain();
    }
    restarting.throwIfGivenUp();
    if (!policy.mayLoad(options.path)) throw crashedTwice(options.path);
    if (this.#assigned !== undefined) await restarting.stop(true);
    const process = await restarting.started(signal);
    signal.throwIfAborted();
    this.#assigned = options;
    const answer = this.#answer(options.path, onProgress, signal);
    const { completion, ...chatOnly } = options;
    const leaveOut = withoutCompletion && completion !== undefined;
    process.send({ type: "load", options: leaveOut ? { ...chatOnly, completionCrashed: true } : options, keepAs });
    return answer;
  }

  /** What the process will make of a load. When `signal` aborts, the process is ended. */
  #answer(file: string, onProgress: (progress: number) => void, signal: AbortSignal): Promise<LoadedModel> {
    return new Promise<LoadedModel>((resolve, reject) => {
      const abandon = () => {
        reject(signal.reason as Error);
        this.#pending = undefined;
        void this.#options.process.stop(false);
      };
      const settle = <T>(then: (value: T) => void) => {
        return (value: T) => {
          signal.removeEventListener("abort", abandon);
          this.#pending = undefined;
          then(value);
        };
      };
      signal.addEventListener("abort", abandon, { once: true });
      this.#pending = { path: file, onProgress, resolve: settle(resolve), reject: settle(reject) };
    });
  }

  #loadedWith(options: LoadOptions): LoadedModel | undefined {
    return this.#assigned !== undefined && loadsSame(this.#assigned, options) ? this.#model : undefined;
  }
}

const loadsSame = (a: LoadOptions, b: LoadOptions): boolean =>
  a.path === b.path &&
  a.gpu === b.gpu &&
  a.threads === b.threads &&
  a.contextSize === b.contextSize &&
  a.sha256 === b.sha256 &&
  a.kvCache === b.kvCache &&
  a.flashAttention === b.flashAttention &&
  a.draft === b.draft &&
  a.completion?.path === b.completion?.path &&
  a.completion?.sha256 === b.completion?.sha256 &&
  JSON.stringify(a.adapters ?? []) === JSON.stringify(b.adapters ?? []);

const crashedTwice = (file: string) =>
  new PonderFailure(
    "modelLoadFailed",
    `The engine crashed twice while it loaded ${path.basename(file)}, so it is not loaded again by itself.`,
    "Choose another model, or download this one again and choose it with “Ponder: Choose Model…”.",
  );
