import path from "node:path";
import { PonderFailure } from "../../../protocol/errors.js";
import { TurnGate } from "../../scheduler/turnGate.js";
import { secondModels, type LoadedModel, type LoadOptions, type OnLoadProgress } from "../engine.js";
import type { FromEngine, LoadPart, LogLevel } from "./messages.js";
import { describeEnd, type ProcessEnd } from "./processEnd.js";
import type { RestartingProcess } from "./restartingProcess.js";
import type { RestartPolicy } from "./restartPolicy.js";

/** What {@link ModelLoads} needs and whom it tells. */
export interface ModelLoadsOptions {
  readonly process: RestartingProcess;
  readonly policy: RestartPolicy;
  readonly log: (level: LogLevel, message: string) => void;
  /** See `LoadMessage.keepAs`. */
  readonly keepAs: () => string;
  /** A model is there. */
  readonly onDidLoad: () => void;
}

/** A load that waits for the process. */
interface PendingLoad {
  /** What is loaded. */
  readonly files: ReadonlyMap<LoadPart, string>;
  /** What of it is under way, as far as the process has told. */
  part: LoadPart;
  readonly onProgress: OnLoadProgress;
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
  /** What was being loaded when the process crashed, in the load under way. */
  #crashed: LoadPart | undefined;

  constructor(options: ModelLoadsOptions) {
    this.#options = options;
  }

  get model(): LoadedModel | undefined {
    return this.#model;
  }

  /** See `Engine.load`. */
  async load(options: LoadOptions, onProgress: OnLoadProgress, signal: AbortSignal): Promise<LoadedModel> {
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
    if (message.type === "progress") pending.onProgress(message.progress, message.waits);
    if (message.type === "loading") pending.part = message.part;
    if (message.type === "failed" && message.id === undefined) {
      const { code, message: text, hint } = message.error;
      pending.reject(new PonderFailure(code, text, hint));
    }
    if (message.type === "loaded") {
      this.#model = message.model;
      for (const file of pending.files.values()) this.#options.policy.loaded(file);
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
    this.#crashed = pending.part;
    const file = pending.files.get(pending.part) ?? "";
    this.#options.policy.crashedLoading(file);
    pending.reject(describeEnd(end, "modelLoadFailed", `while it loaded ${path.basename(file)}`));
  }

  /**
   * Loads; after a crash once more, where that may help: without the second model that was being loaded, and on the GPU,
   * since the next process finds the trace of this one and takes the CPU.
   */
  async #loadSomewhere(options: LoadOptions, onProgress: OnLoadProgress, signal: AbortSignal): Promise<LoadedModel> {
    const { process, log } = this.#options;
    const crashed = new Set<LoadPart>();
    const { byUser = false, ...again } = options;
    for (;;) {
      this.#crashed = undefined;
      try {
        return await this.#load(crashed.size > 0 ? again : { ...again, byUser }, crashed, onProgress, signal);
      } catch (error) {
        const part = this.#crashedPart();
        const mayHelp = part !== undefined && !crashed.has(part) && (part !== "model" || options.gpu !== "cpu");
        if (!mayHelp || signal.aborted || process.state === "unavailable") throw error;
        crashed.add(part);
        log("warn", "The engine process ended while it loaded; it is tried once more.");
      }
    }
  }

  /** Read anew: it changes while a load is waited for. */
  #crashedPart(): LoadPart | undefined {
    return this.#crashed;
  }

  /** @param crashed what crashed the process in this load already: a second model is left out then. */
  async #load(
    options: LoadOptions,
    crashed: ReadonlySet<LoadPart>,
    onProgress: OnLoadProgress,
    signal: AbortSignal,
  ): Promise<LoadedModel> {
    // Looked at again: a load before this one in the queue may have been the same.
    const loaded = this.#loadedWith(options);
    if (loaded !== undefined) return loaded;
    const { process: restarting, policy, keepAs } = this.#options;
    const files = filesOf(options);
    if (options.byUser === true) {
      for (const file of files.values()) policy.forgive(file);
      restarting.tryAgain();
    }
    restarting.throwIfGivenUp();
    if (!policy.mayLoad(options.path)) throw crashedTwice(options.path);
    if (this.#assigned !== undefined) await restarting.stop(true);
    const process = await restarting.started(signal);
    signal.throwIfAborted();
    this.#assigned = options;
    const leftOut = secondModels.filter((part) => crashed.has(part) || !policy.mayLoad(files.get(part) ?? ""));
    for (const part of leftOut) files.delete(part);
    const answer = this.#answer(files, onProgress, signal);
    process.send({ type: "load", options: { ...options, leftOut }, keepAs: keepAs() });
    return answer;
  }

  /** What the process will make of a load. When `signal` aborts, the process is ended. */
  #answer(files: PendingLoad["files"], onProgress: OnLoadProgress, signal: AbortSignal): Promise<LoadedModel> {
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
      this.#pending = { files, part: "model", onProgress, resolve: settle(resolve), reject: settle(reject) };
    });
  }

  #loadedWith(options: LoadOptions): LoadedModel | undefined {
    return this.#assigned !== undefined && loadsSame(this.#assigned, options) ? this.#model : undefined;
  }
}

/** The files of a load by what they are for. */
function filesOf({ path: model, completion, draft }: LoadOptions): Map<LoadPart, string> {
  const files = new Map<LoadPart, string>([["model", model]]);
  if (completion !== undefined) files.set("completion", completion.path);
  if (draft !== undefined) files.set("draft", draft);
  return files;
}

const loadsSame = (a: LoadOptions, b: LoadOptions): boolean =>
  a.path === b.path &&
  a.gpu === b.gpu &&
  a.threads === b.threads &&
  a.contextSize === b.contextSize &&
  a.kvCache === b.kvCache &&
  a.flashAttention === b.flashAttention &&
  a.draft === b.draft &&
  a.completion?.path === b.completion?.path &&
  JSON.stringify(a.adapters ?? []) === JSON.stringify(b.adapters ?? []);

const crashedTwice = (file: string) =>
  new PonderFailure(
    "modelLoadFailed",
    `The engine crashed twice while it loaded ${path.basename(file)}, so it is not loaded again by itself.`,
    "Choose another model, or download this one again and choose it with “Ponder: Choose Model…”.",
  );
