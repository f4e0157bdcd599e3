import { randomUUID } from "node:crypto";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PonderFailure } from "../../../protocol/errors.js";
import { TurnGate } from "../../scheduler/turnGate.js";
import { untilAborted } from "../../untilAborted.js";
import type {
  Engine,
  EngineState,
  GenerateEvent,
  GenerateRequest,
  GroupEvent,
  GroupRequest,
  Lane,
  LoadedModel,
  LoadOptions,
  PrefillRequest,
  PromptPart,
} from "../engine.js";
import { EngineProcess } from "./engineProcess.js";
import { EventQueue } from "./eventQueue.js";
import { kvFolder, maxAgeMs, removeFiles } from "./kvFolder.js";
import { heartbeatLimits, type HeartbeatLimits } from "./heartbeat.js";
import type { FromEngine, LogLevel, ToEngine } from "./messages.js";
import { describeEnd, type ProcessEnd } from "./processEnd.js";
import { stateFolder } from "./stateFolder.js";
import { RestartPolicy } from "./restartPolicy.js";

/** What a {@link LlamaEngine} needs. The defaults are the product's; tests use shorter times. */
export interface LlamaEngineOptions {
  /** Takes the log of the engine, of its process and of the native library. */
  readonly log: (level: LogLevel, message: string) => void;
  /** Path of the engine program; default: `engine.cjs` beside the bundle of the server. */
  readonly program?: string;
  readonly heartbeat?: HeartbeatLimits;
  /** Where small files are kept; default: {@link stateFolder}. */
  readonly stateFolder?: string;
  /** Pauses before the process is started again, in milliseconds; one end more and it is given up. */
  readonly restartDelays?: readonly number[];
}

/** A change of the memory by less than this share is not worth telling. */
const memoryStep = 0.05;

/** A load that waits for the process. */
interface PendingLoad {
  readonly path: string;
  readonly onProgress: (progress: number) => void;
  readonly resolve: (model: LoadedModel) => void;
  readonly reject: (error: unknown) => void;
}

/** A question with one answer that waits for it. */
interface PendingAnswer {
  readonly resolve: (message: FromEngine) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Drives the engine process. It starts nothing before the first load. When the process ends by itself, whatever runs
 * fails with `engineStopped`, and a fresh process is started after a pause, without a model: the next `load` fills it.
 */
export class LlamaEngine implements Engine {
  readonly #options: LlamaEngineOptions;
  readonly #policy: RestartPolicy;
  readonly #stateFolder: string;
  /** What the files of this server's conversation begin with. */
  readonly #keepAs = randomUUID();
  readonly #listeners = new Set<() => void>();
  readonly #loads = new TurnGate();
  readonly #running = new Map<number, EventQueue<GenerateEvent>>();
  readonly #groups = new Map<number, EventQueue<GroupEvent>>();
  readonly #asked = new Map<number, PendingAnswer>();
  readonly #disposed = new AbortController();
  #state: EngineState = "stopped";
  #process: EngineProcess | undefined;
  /** What the process was told to load; it takes no second model. */
  #assigned: LoadOptions | undefined;
  #model: LoadedModel | undefined;
  #memoryBytes: number | undefined;
  #pending: PendingLoad | undefined;
  /** The pause before a restart, and what cuts it short. */
  #pause: { readonly over: Promise<void>; readonly end: AbortController } | undefined;
  /** The last process that was stopped on purpose is gone: two models at a time may be too much for the memory. */
  #stopped: Promise<void> = Promise.resolve();
  #lastId = 0;
  #crashedLoads = 0;

  constructor(options: LlamaEngineOptions) {
    this.#options = options;
    this.#stateFolder = options.stateFolder ?? stateFolder();
    // Of servers that were killed. Nobody waits for it.
    void removeFiles(kvFolder(this.#stateFolder), ({ ageMs }) => ageMs > maxAgeMs);
    this.#policy = new RestartPolicy(options.restartDelays);
  }

  get state(): EngineState {
    return this.#state;
  }

  get model(): LoadedModel | undefined {
    return this.#model;
  }

  get memoryBytes(): number | undefined {
    return this.#memoryBytes;
  }

  /** Process id of the engine process, for the log and for tests that kill it. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async load(options: LoadOptions, onProgress: (progress: number) => void, signal: AbortSignal): Promise<LoadedModel> {
    signal.throwIfAborted();
    const loaded = this.#loadedWith(options);
    if (loaded !== undefined) return loaded;
    const either = AbortSignal.any([signal, this.#disposed.signal]);
    return this.#loads.run(0, either, () => this.#loadSomewhere(options, onProgress, either));
  }

  generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, undefined> {
    return this.#stream(this.#running, (id) => ({ type: "generate", id, request }), signal);
  }

  generateGroup(request: GroupRequest, signal: AbortSignal): AsyncGenerator<GroupEvent, void, undefined> {
    return this.#stream(this.#groups, (id) => ({ type: "group", id, request }), signal);
  }

  async prefill(request: PrefillRequest, signal: AbortSignal): Promise<number> {
    const answer = await this.#ask((id) => ({ type: "ahead", id, request }), signal);
    return answer.type === "prefilled" ? answer.evaluatedTokens : 0;
  }

  async countTokens(
    prompts: readonly (readonly PromptPart[])[],
    signal: AbortSignal,
    lane: Lane = "chat",
  ): Promise<readonly number[]> {
    const answer = await this.#ask((id) => ({ type: "count", id, lane, prompts }), signal);
    return answer.type === "counted" ? answer.tokens : [];
  }

  async unload(): Promise<void> {
    const model = this.#model;
    if (this.#disposed.signal.aborted || model === undefined) return;
    // A load that was asked for before takes the model's place, and nothing is left to do.
    const stop = () => (this.#model === model ? this.#stopProcess(true) : undefined);
    await this.#loads.run(0, this.#disposed.signal, stop);
  }

  async dispose(): Promise<void> {
    if (this.#disposed.signal.aborted) return;
    this.#disposed.abort(new PonderFailure("engineStopped", "The engine was shut down.", "Restart Ponder to go on."));
    this.#pause?.end.abort();
    await this.#stopProcess(false);
    // The conversation ends with the server.
    await removeFiles(kvFolder(this.#stateFolder), ({ name }) => name.startsWith(this.#keepAs));
    this.#listeners.clear();
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
    const crashes = this.#crashedLoads;
    try {
      return await this.#load(options, onProgress, signal);
    } catch (error) {
      const hasCrashed = this.#crashedLoads > crashes;
      const mayHelp = options.gpu !== "cpu" || options.completion !== undefined;
      if (!mayHelp || !hasCrashed || signal.aborted || this.#state === "unavailable") throw error;
      this.#options.log("warn", "The engine process ended while it loaded; it is tried once more.");
      const { byUser: _, ...again } = options;
      return this.#load(again, onProgress, signal, { withoutCompletion: true });
    }
  }

  /** Sends a message that is answered by events, which `#receive` puts into a queue of `running`. */
  async *#stream<E>(
    running: Map<number, EventQueue<E>>,
    message: (id: number) => ToEngine,
    signal: AbortSignal,
  ): AsyncGenerator<E, void, undefined> {
    signal.throwIfAborted();
    this.#disposed.signal.throwIfAborted();
    const process = this.#process;
    if (process === undefined || this.#model === undefined) throw this.#noModel();
    const id = ++this.#lastId;
    const events = new EventQueue<E>();
    const abort = () => events.abort(signal.reason);
    running.set(id, events);
    signal.addEventListener("abort", abort, { once: true });
    process.send(message(id));
    try {
      yield* events;
    } finally {
      signal.removeEventListener("abort", abort);
      // Still there: the process has not ended it itself.
      if (running.delete(id)) process.send({ type: "abort", id });
    }
  }

  /** Sends a message that has one answer; when `signal` aborts, the process is told to stop the work. */
  async #ask(message: (id: number) => ToEngine, signal: AbortSignal): Promise<FromEngine> {
    signal.throwIfAborted();
    this.#disposed.signal.throwIfAborted();
    const process = this.#process;
    if (process === undefined || this.#model === undefined) throw this.#noModel();
    const id = ++this.#lastId;
    let abort: () => void = () => undefined;
    try {
      return await new Promise<FromEngine>((resolve, reject) => {
        abort = () => {
          process.send({ type: "abort", id });
          reject(signal.reason as Error);
        };
        this.#asked.set(id, { resolve, reject });
        signal.addEventListener("abort", abort, { once: true });
        process.send(message(id));
      });
    } finally {
      signal.removeEventListener("abort", abort);
      this.#asked.delete(id);
    }
  }

  async #load(
    options: LoadOptions,
    onProgress: (progress: number) => void,
    signal: AbortSignal,
    { withoutCompletion = false } = {},
  ): Promise<LoadedModel> {
    const name = path.basename(options.path);
    // Looked at again: a load before this one in the queue may have been the same.
    const loaded = this.#loadedWith(options);
    if (loaded !== undefined) return loaded;
    if (options.byUser === true) {
      this.#policy.forgive(options.path);
      this.#pause?.end.abort();
      if (this.#state === "unavailable") this.#change("stopped");
    }
    if (this.#state === "unavailable") throw givenUp();
    if (!this.#policy.mayLoad(options.path)) {
      throw new PonderFailure(
        "modelLoadFailed",
        `The engine crashed twice while it loaded ${name}, so it is not loaded again by itself.`,
        "Choose another model, or download this one again and choose it with “Ponder: Choose Model…”.",
      );
    }
    if (this.#assigned !== undefined) await this.#stopProcess(true);
    await this.#stopped;
    if (this.#pause !== undefined) await untilAborted(this.#pause.over, signal);
    signal.throwIfAborted();
    const process = this.#process ?? this.#start();
    this.#assigned = options;
    return new Promise<LoadedModel>((resolve, reject) => {
      const abandon = () => {
        reject(signal.reason as Error);
        this.#pending = undefined;
        void this.#stopProcess(false);
      };
      const settle = <T>(then: (value: T) => void) => {
        return (value: T) => {
          signal.removeEventListener("abort", abandon);
          this.#pending = undefined;
          then(value);
        };
      };
      signal.addEventListener("abort", abandon, { once: true });
      this.#pending = { path: options.path, onProgress, resolve: settle(resolve), reject: settle(reject) };
      const { completion, ...chatOnly } = options;
      const leaveOut = withoutCompletion && completion !== undefined;
      process.send({
        type: "load",
        options: leaveOut ? { ...chatOnly, completionCrashed: true } : options,
        keepAs: this.#keepAs,
      });
    });
  }

  #loadedWith(options: LoadOptions): LoadedModel | undefined {
    return this.#assigned !== undefined && loadsSame(this.#assigned, options) ? this.#model : undefined;
  }

  #start(): EngineProcess {
    const process: EngineProcess = new EngineProcess({
      stateFolder: this.#stateFolder,
      program: this.#options.program ?? path.join(__dirname, "engine.cjs"),
      heartbeat: this.#options.heartbeat ?? heartbeatLimits,
      log: this.#options.log,
      onMessage: (message) => this.#receive(message),
      onMemory: (bytes) => this.#measured(bytes),
      onEnd: (end) => this.#ended(end),
    });
    this.#options.log("info", `Engine process ${process.pid ?? "(none)"} started.`);
    this.#process = process;
    this.#change("starting");
    return process;
  }

  #measured(bytes: number): void {
    const before = this.#memoryBytes ?? 0;
    if (Math.abs(bytes - before) < before * memoryStep) return;
    this.#memoryBytes = bytes;
    this.#change(this.#state);
  }

  /** Ends the process on purpose; whoever still waits for it is told. @param keep the conversation goes on later. */
  async #stopProcess(keep: boolean): Promise<void> {
    const process = this.#process;
    this.#forget();
    this.#failRunning(
      new PonderFailure(
        "engineStopped",
        "The engine was stopped to load another model, or to end.",
        "Ask again once the model is loaded.",
      ),
    );
    this.#change("stopped");
    this.#stopped = process?.stop(keep) ?? this.#stopped;
    await this.#stopped;
  }

  #receive(message: FromEngine): void {
    switch (message.type) {
      case "ready":
        this.#change("running");
        return;
      case "progress":
        this.#pending?.onProgress(message.progress);
        return;
      case "loaded":
        if (this.#pending === undefined) return;
        this.#model = message.model;
        this.#policy.loaded(this.#pending.path);
        this.#pending.resolve(message.model);
        this.#change(this.#state);
        return;
      case "prefill":
      case "text": {
        const { id, ...event } = message;
        this.#running.get(id)?.push(event);
        return;
      }
      case "done": {
        const { id, ...event } = message;
        const events = this.#running.get(id);
        events?.push(event);
        events?.close();
        this.#running.delete(id);
        return;
      }
      case "candidates": {
        const events = this.#groups.get(message.id);
        events?.push(message.event);
        if (message.event.type !== "done") return;
        events?.close();
        this.#groups.delete(message.id);
        return;
      }
      case "prefilled":
      case "counted":
        this.#asked.get(message.id)?.resolve(message);
        return;
      case "failed": {
        const { code, message: text, hint } = message.error;
        const failure = new PonderFailure(code, text, hint);
        if (message.id === undefined) {
          this.#pending?.reject(failure);
          return;
        }
        this.#asked.get(message.id)?.reject(failure);
        for (const running of [this.#running, this.#groups]) {
          running.get(message.id)?.fail(failure);
          running.delete(message.id);
        }
        return;
      }
      case "aborted":
      case "pong":
      case "log":
        return;
    }
  }

  /** The process ended by itself. */
  #ended(end: ProcessEnd): void {
    const pending = this.#pending;
    const failure = describeEnd(end, "engineStopped", "");
    this.#options.log("error", failure.message);
    this.#forget();
    const delay = this.#policy.ended(Date.now());
    if (pending !== undefined) {
      this.#crashedLoads++;
      this.#policy.crashedLoading(pending.path);
      pending.reject(describeEnd(end, "modelLoadFailed", `while it loaded ${path.basename(pending.path)}`));
    }
    this.#failRunning(failure);
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
        if (!this.#disposed.signal.aborted) this.#start();
      });
    this.#pause = { over, end: again };
  }

  #forget(): void {
    this.#process = undefined;
    this.#assigned = undefined;
    this.#model = undefined;
    this.#memoryBytes = undefined;
    this.#pending = undefined;
  }

  #failRunning(failure: PonderFailure): void {
    const all = [...this.#running.values(), ...this.#groups.values()];
    this.#running.clear();
    this.#groups.clear();
    for (const { reject } of this.#asked.values()) reject(failure);
    for (const events of all) events.fail(failure);
  }

  #noModel(): PonderFailure {
    if (this.#state === "unavailable") return givenUp();
    return new PonderFailure(
      "engineStopped",
      "No model is loaded at the moment.",
      "Ask again: it is loaded first then.",
    );
  }

  #change(state: EngineState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
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

const givenUp = () =>
  new PonderFailure(
    "engineUnavailable",
    "The engine process ended several times in a row and is not started again by itself.",
    "Look at “Ponder: Show Log”, then choose a model with “Ponder: Choose Model…” or run “Ponder: Restart Language Server”.",
  );
