import path from "node:path";
import type { PonderError } from "../../../../protocol/errors.js";
import { waitsForGpuText } from "../../../../protocol/modelText.js";
import { TurnGate } from "../../../scheduler/turnGate.js";
import { TypingWatch } from "../../../scheduler/typingWatch.js";
import type { GenerateRequest, GroupRequest, Lane, LoadOptions, PrefillRequest, PromptPart } from "../../engine.js";
import type { FromEngine, LoadPart, LogLevel, ToEngine } from "../messages.js";
import { conversationKey } from "./conversationKey.js";
import { toPonderError } from "./failure.js";
import type { Cost } from "./cost.js";
import { generate, wasAborted, type GenerateSetting } from "./generate.js";
import { generateGroup, type GroupSetting } from "./generateGroup.js";
import type { GpuClaims } from "./gpuClaims.js";
import { loadLlama } from "./loadLlama.js";
import type { LoadedLlama } from "./modelOnDevice.js";
import { prefillAhead } from "./prefillAhead.js";
import { promptTokens } from "./promptTokens.js";
import { SavedConversation } from "./savedConversation.js";
import { ScriptBans } from "./scriptBan.js";
import { StepMeter } from "./stepMeter.js";

/** A generation that has not ended. */
interface Running {
  readonly abort: AbortController;
  readonly finished: Promise<void>;
}

const noModel: PonderError = {
  code: "engineStopped",
  message: "The engine process has no model loaded.",
  hint: "Ask again: the model is loaded first then.",
};

/** The engine process without its process: takes messages, answers with messages. */
export class EngineProgram {
  readonly #send: (message: FromEngine) => void;
  readonly #exit: () => void;
  readonly #claims: GpuClaims;
  readonly #cacheFolder: string;
  readonly #gate = new TurnGate();
  readonly #meter = new StepMeter();
  readonly #bans = new ScriptBans();
  readonly #typing = new TypingWatch();
  readonly #running = new Map<number, Running>();
  readonly #ending = new AbortController();
  #loading: Promise<LoadedLlama | undefined> | undefined;
  #loaded: LoadedLlama | undefined;

  /**
   * @param exit ends the process; called once everything is freed.
   * @param claims tells the other engine processes of this machine about the GPU.
   * @param cacheFolder for files that hold what is in KV caches; it is made when it is needed.
   */
  constructor(send: (message: FromEngine) => void, exit: () => void, claims: GpuClaims, cacheFolder: string) {
    this.#send = send;
    this.#exit = exit;
    this.#claims = claims;
    this.#cacheFolder = cacheFolder;
  }

  handle(message: ToEngine): void {
    switch (message.type) {
      case "load":
        this.#loading ??= this.#load(message.options, message.keepAs);
        return;
      case "generate":
        this.#start(message.id, (loaded, signal) => this.#generate(message.id, message.request, loaded, signal));
        return;
      case "group":
        this.#start(message.id, (loaded, signal) => this.#generateGroup(message.id, message.request, loaded, signal));
        return;
      case "ahead":
        this.#start(message.id, (loaded, signal) => this.#prefill(message.id, message.request, loaded, signal));
        return;
      case "count":
        this.#count(message.id, message.prompts, message.lane);
        return;
      case "abort":
        this.#running.get(message.id)?.abort.abort();
        return;
      case "ping":
        this.#send({
          type: "pong",
          busy: this.#meter.busy,
          steps: this.#meter.steps,
          running: this.#running.size,
          memoryBytes: process.memoryUsage.rss(),
        });
        return;
      case "dispose":
        void this.#dispose(message.keep === true);
        return;
    }
  }

  /**
   * A rejection that nobody caught. The binding has such places; which request it belongs to cannot be told, so it
   * fails all that run: an error is better than an answer that never ends.
   */
  failAll(reason: unknown): void {
    this.#logError(reason);
    for (const { abort } of this.#running.values()) abort.abort(reason ?? new Error("unknown"));
  }

  async #load(options: LoadOptions, keepAs: string | undefined): Promise<LoadedLlama | undefined> {
    let highest = 0;
    const progress = (share: number) => {
      // The binding reports every tensor; a hundred messages are enough.
      if (share < highest + 0.01 && (share < 1 || highest === 1)) return;
      highest = share;
      this.#send({ type: "progress", progress: share });
    };
    const log = (level: LogLevel, message: string) => this.#send({ type: "log", level, message });
    const begins = (part: LoadPart) => this.#send({ type: "loading", part });
    let isWaiting = false;
    const waits = (now: boolean) => {
      if (now === isWaiting) return;
      isWaiting = now;
      if (now) log("info", waitsForGpuText());
      this.#send({ type: "progress", progress: highest, ...(now && { waits: true }) });
    };
    const listener = { progress, log, waits, begins, meter: this.#meter };
    try {
      const loaded = await loadLlama(options, listener, this.#claims, this.#ending.signal);
      if (keepAs !== undefined) {
        const name = `${keepAs}-${await conversationKey(options, loaded.info)}`;
        loaded.lanes.chat.keepIn(new SavedConversation(path.join(this.#cacheFolder, name)));
      }
      this.#loaded = loaded;
      this.#send({ type: "loaded", model: this.#loaded.info });
    } catch (error) {
      if (!this.#ending.signal.aborted) this.#send({ type: "failed", error: toPonderError(error) });
    }
    return this.#loaded;
  }

  #start(id: number, work: (loaded: LoadedLlama, signal: AbortSignal) => Promise<void>): void {
    const loaded = this.#loaded;
    if (loaded === undefined) {
      this.#send({ type: "failed", id, error: noModel });
      return;
    }
    const abort = new AbortController();
    const finished = work(loaded, abort.signal).finally(() => this.#running.delete(id));
    this.#running.set(id, { abort, finished });
  }

  #generate(id: number, request: GenerateRequest, loaded: LoadedLlama, signal: AbortSignal): Promise<void> {
    const emit: GenerateSetting["emit"] = (event) => this.#send({ ...event, id });
    return this.#accounted(id, signal, (cost) =>
      generate(request, { ...this.#tools(request, loaded, signal), emit }, cost),
    );
  }

  #generateGroup(id: number, request: GroupRequest, loaded: LoadedLlama, signal: AbortSignal): Promise<void> {
    const emit: GroupSetting["emit"] = (event) => this.#send({ type: "candidates", id, event });
    const folder = this.#cacheFolder;
    return this.#accounted(id, signal, (cost) =>
      generateGroup(request, { ...this.#tools(request, loaded, signal), emit, folder }, cost),
    );
  }

  /** What every generation works with. */
  #tools({ lane }: Pick<GenerateRequest, "lane">, loaded: LoadedLlama, signal: AbortSignal) {
    if (lane === "completion") this.#typing.completionWanted(performance.now());
    return { ...this.#lane(lane, loaded), gate: this.#gate, meter: this.#meter, bans: this.#bans, signal };
  }

  #lane(name: Lane, { lanes }: LoadedLlama) {
    const lane = lanes[name];
    const isGentle = () => (name === "completion" ? lane.isSlow : this.#typing.isTyping(performance.now()));
    return { model: lane.model, lane, batchSize: () => (isGentle() ? lane.gentleBatchSize : lane.batchSize) };
  }

  /** Runs a generation; where it ends early, what it cost until then is told. */
  async #accounted(id: number, signal: AbortSignal, run: (cost: Cost) => Promise<void>): Promise<void> {
    const cost: Cost = { evaluatedTokens: 0, generatedTokens: 0 };
    try {
      await run(cost);
    } catch (error) {
      this.#failed(id, error, signal, cost);
    }
  }

  async #prefill(id: number, request: PrefillRequest, loaded: LoadedLlama, signal: AbortSignal): Promise<void> {
    try {
      const evaluatedTokens = await prefillAhead(request, {
        ...this.#lane(request.lane, loaded),
        gate: this.#gate,
        meter: this.#meter,
        signal,
      });
      this.#send({ type: "prefilled", id, evaluatedTokens });
    } catch (error) {
      this.#failed(id, error, signal, { evaluatedTokens: 0, generatedTokens: 0 });
    }
  }

  #count(id: number, prompts: readonly (readonly PromptPart[])[], lane: Lane): void {
    if (this.#loaded === undefined) {
      this.#send({ type: "failed", id, error: noModel });
      return;
    }
    const { model } = this.#loaded.lanes[lane];
    try {
      this.#send({ type: "counted", id, tokens: prompts.map((parts) => promptTokens(model, parts).length) });
    } catch (error) {
      this.#send({ type: "failed", id, error: toPonderError(error) });
    }
  }

  #failed(id: number, error: unknown, signal: AbortSignal, cost: Cost): void {
    if (wasAborted(signal)) {
      this.#send({ type: "aborted", id, ...cost });
      return;
    }
    this.#logError(error);
    this.#send({ type: "failed", id, error: toPonderError(error) });
  }

  async #dispose(keep: boolean): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    // Being ended in the middle of a load is no crash, also if freeing takes too long for the server's patience.
    this.#claims.end();
    for (const { abort } of this.#running.values()) abort.abort();
    await Promise.all([...this.#running.values()].map(({ finished }) => finished));
    try {
      const loaded = await this.#loading;
      if (keep) await loaded?.lanes.chat.keep().catch((error: unknown) => this.#logError(error));
      await loaded?.dispose();
    } catch (error) {
      this.#logError(error);
    }
    this.#exit();
  }

  #logError(error: unknown): void {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#send({ type: "log", level: "error", message });
  }
}
