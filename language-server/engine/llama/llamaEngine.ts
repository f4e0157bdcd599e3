import { randomUUID } from "node:crypto";
import path from "node:path";
import { PonderFailure } from "../../../protocol/errors.js";
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
  OnLoadProgress,
  PrefillRequest,
  PromptPart,
} from "../engine.js";
import type { EngineProcess } from "./engineProcess.js";
import { EngineRequests } from "./engineRequests.js";
import { heartbeatLimits, type HeartbeatLimits } from "./heartbeat.js";
import { kvFolder, maxAgeMs, removeFiles } from "./kvFolder.js";
import type { FromEngine, LogLevel } from "./messages.js";
import { ModelLoads } from "./modelLoads.js";
import { describeEnd, type ProcessEnd } from "./processEnd.js";
import { RestartingProcess } from "./restartingProcess.js";
import { RestartPolicy } from "./restartPolicy.js";
import { stateFolder } from "./stateFolder.js";

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

/**
 * Drives the engine process. It starts nothing before the first load. When the process ends by itself, whatever runs
 * fails with `engineStopped`, and a fresh process is started after a pause, without a model: the next `load` fills it.
 */
export class LlamaEngine implements Engine {
  readonly #log: LlamaEngineOptions["log"];
  readonly #kvFolder: string;
  /** What the files of this server's conversation begin with. */
  #keepAs: string = randomUUID();
  /** The conversation goes on in another server. */
  #restarts = false;
  readonly #listeners = new Set<() => void>();
  readonly #disposed = new AbortController();
  readonly #process: RestartingProcess;
  readonly #loads: ModelLoads;
  readonly #requests: EngineRequests;

  constructor(options: LlamaEngineOptions) {
    const { log, program, heartbeat, stateFolder: folder = stateFolder(), restartDelays } = options;
    this.#log = log;
    this.#kvFolder = kvFolder(folder);
    // Of servers that were killed. Nobody waits for it.
    void removeFiles(this.#kvFolder, ({ ageMs }) => ageMs > maxAgeMs);
    const policy = new RestartPolicy(restartDelays);
    this.#process = new RestartingProcess({
      stateFolder: folder,
      program: program ?? path.join(__dirname, "engine.cjs"),
      heartbeat: heartbeat ?? heartbeatLimits,
      log,
      policy,
      onMessage: (message) => this.#receive(message),
      onGone: (end) => this.#gone(end),
      onDidChange: () => this.#tell(),
    });
    this.#loads = new ModelLoads({
      process: this.#process,
      policy,
      log,
      keepAs: () => this.#keepAs,
      onDidLoad: () => this.#tell(),
    });
    this.#requests = new EngineRequests(() => this.#processWithModel());
  }

  get state(): EngineState {
    return this.#process.state;
  }

  get model(): LoadedModel | undefined {
    return this.#loads.model;
  }

  get memoryBytes(): number | undefined {
    return this.#process.memoryBytes;
  }

  /** Process id of the engine process, for the log and for tests that kill it. */
  get pid(): number | undefined {
    return this.#process.current?.pid;
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async load(options: LoadOptions, onProgress: OnLoadProgress, signal: AbortSignal): Promise<LoadedModel> {
    signal.throwIfAborted();
    return this.#loads.load(options, onProgress, AbortSignal.any([signal, this.#disposed.signal]));
  }

  generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, undefined> {
    return this.#logged(request.lane, this.#requests.generate(request, signal));
  }

  generateGroup(request: GroupRequest, signal: AbortSignal): AsyncGenerator<GroupEvent, void, undefined> {
    return this.#logged(request.lane, this.#requests.generateGroup(request, signal));
  }

  async prefill(request: PrefillRequest, signal: AbortSignal): Promise<number> {
    const answer = await this.#requests.ask((id) => ({ type: "ahead", id, request }), signal);
    return answer.type === "prefilled" ? answer.evaluatedTokens : 0;
  }

  async countTokens(
    prompts: readonly (readonly PromptPart[])[],
    signal: AbortSignal,
    lane: Lane = "chat",
  ): Promise<readonly number[]> {
    const answer = await this.#requests.ask((id) => ({ type: "count", id, lane, prompts }), signal);
    return answer.type === "counted" ? answer.tokens : [];
  }

  async unload(): Promise<void> {
    if (!this.#disposed.signal.aborted) await this.#loads.unload(this.#disposed.signal);
  }

  async keepForRestart(): Promise<string> {
    this.#restarts = true;
    await this.unload();
    return this.#keepAs;
  }

  resume(name: string): void {
    this.#keepAs = name;
  }

  async dispose(): Promise<void> {
    if (this.#disposed.signal.aborted) return;
    this.#disposed.abort(new PonderFailure("engineStopped", "The engine was shut down.", "Restart Ponder to go on."));
    await this.#process.dispose();
    // Else the conversation ends with the server.
    if (!this.#restarts) await removeFiles(this.#kvFolder, ({ name }) => name.startsWith(this.#keepAs));
    this.#listeners.clear();
  }

  /** Says in the log what a request cost, and how much of its prompt was in the KV cache. */
  async *#logged<E extends GenerateEvent | GroupEvent>(
    lane: Lane,
    events: AsyncGenerator<E, void, undefined>,
  ): AsyncGenerator<E, void, undefined> {
    for await (const event of events) {
      if (event.type === "done") {
        const { promptTokens, evaluatedTokens, generatedTokens, ttftMs } = event.usage;
        this.#log(
          "debug",
          `${lane}: ${String(evaluatedTokens)} of ${String(promptTokens)} prompt token(s) evaluated, ` +
            `${String(generatedTokens)} generated, the first after ${String(ttftMs)} ms`,
        );
      }
      yield event;
    }
  }

  #processWithModel(): EngineProcess {
    this.#disposed.signal.throwIfAborted();
    const { current } = this.#process;
    if (current !== undefined && this.model !== undefined) return current;
    this.#process.throwIfGivenUp();
    throw new PonderFailure(
      "engineStopped",
      "No model is loaded at the moment.",
      "Ask again: it is loaded first then.",
    );
  }

  #receive(message: FromEngine): void {
    if (message.type === "ready") this.#process.ready();
    this.#loads.receive(message);
    this.#requests.receive(message);
  }

  /** There is no process any more; whoever still waits for it is told. */
  #gone(end: ProcessEnd | undefined): void {
    const failure =
      end === undefined
        ? new PonderFailure(
            "engineStopped",
            "The engine was stopped to load another model, or to end.",
            "Ask again once the model is loaded.",
          )
        : describeEnd(end, "engineStopped", "");
    if (end !== undefined) this.#log("error", failure.message);
    this.#loads.gone(end);
    this.#requests.fail(failure);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
