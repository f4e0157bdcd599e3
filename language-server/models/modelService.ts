import { PonderFailure } from "../../protocol/errors.js";
import type { Activity, LoadingStatus, ModelInfo, ModelStatus, SecondModelInfo } from "../../protocol/model.js";
import type { Engine, LoadedModel, LoadOptions, OnLoadProgress, Sampling, SecondModelFacts } from "../engine/engine.js";
import type { Log } from "../log.js";
import { chatFormOf, type ChatForm } from "../prompts/chatForms.js";
import { abilitiesOf, greedy } from "../prompts/family.js";
import type { SettingsStore } from "../settings.js";
import { untilAborted } from "../untilAborted.js";
import { chooseModel, type ChosenModel } from "./chosenModel.js";
import { IdleTimer } from "./idleTimer.js";
import type { ModelHashes } from "./library/modelHashes.js";
import { readCpu, threadCount } from "./threadCount.js";

/** Context that is asked for when the user has not set one, in tokens; the model's own may be smaller. */
export const defaultContextSize = 8192;

/** A model that is loaded and can be used. */
export interface ReadyModel {
  readonly info: ModelInfo;
  /** How it is talked with; absent: it cannot be. */
  readonly chatForm?: ChatForm;
  /** How chat and edits are sampled. */
  readonly sampling: Sampling;
  /** SHA-256 of its file, where it is known. */
  readonly sha256?: string;
  /** Name of the form of its completions, where that is known and need not be tried. */
  readonly completionForm?: string;
}

/** One load that is going on; everybody who needs the model waits for the same one. */
interface RunningLoad {
  readonly key: string;
  readonly model: Promise<ReadyModel>;
  readonly abort: AbortController;
}

/** What a {@link ModelService} needs. */
export interface ModelServiceParts {
  readonly engine: Engine;
  readonly settings: Pick<SettingsStore, "get" | "onDidChange">;
  readonly log: Log;
  /** Folder of the demo model and its card. */
  readonly demoFolder: string;
  /** Whether the machine runs on its battery. */
  readonly onBattery: () => boolean;
  readonly hashes: Pick<ModelHashes, "lookUp">;
}

/**
 * Owns the question which model is loaded. Nothing is loaded before it is needed; then one load serves all who wait,
 * and a changed setting or a restarted engine leads to another load at the next need.
 */
export class ModelService {
  readonly #parts: ModelServiceParts;
  readonly #listeners = new Set<(status: ModelStatus) => void>();
  readonly #progressListeners = new Set<OnLoadProgress>();
  readonly #activities: Activity[] = [];
  readonly #endings: (() => void)[];
  #load: RunningLoad | undefined;
  #progress: Pick<LoadingStatus, "progress" | "waitsForGpu"> = { progress: 0 };
  #ready: { readonly key: string; readonly model: ReadyModel } | undefined;
  #error: PonderFailure | undefined;
  #isDemo = true;
  #queued = 0;
  #memoryBytes: number | undefined;
  readonly #idle = new IdleTimer(() => void this.#unloadIdle());

  constructor(parts: ModelServiceParts) {
    this.#parts = parts;
    this.#endings = [
      parts.engine.onDidChange(() => this.#engineChanged()),
      parts.settings.onDidChange(() => void this.#settingsChanged()),
    ];
  }

  get status(): ModelStatus {
    const queued = this.#queued > 0 ? { queued: this.#queued } : {};
    if (this.#load !== undefined) return { state: "loading", isDemo: this.#isDemo, ...this.#progress, ...queued };
    if (this.#error !== undefined) return { state: "failed", error: this.#error.data };
    if (this.#ready === undefined) return { state: "idle", isDemo: this.#isDemo };
    return {
      state: "ready",
      model: this.#ready.model.info,
      activity: this.#activities.at(-1) ?? "idle",
      ...queued,
      ...(this.#memoryBytes !== undefined && { memoryBytes: this.#memoryBytes }),
    };
  }

  /** Whether {@link ready} would answer at once. */
  get isReady(): boolean {
    return this.#ready !== undefined;
  }

  /** Tells about every change of {@link status}. Returns the function that ends the subscription. */
  onDidChange(listener: (status: ModelStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The model, loaded first if need be. When `signal` aborts, only the waiting ends: the load serves the next request.
   *
   * @param options.onProgress told while the model is loading; not called when it is there.
   * @param options.byUser the user asked for this load; see `LoadOptions.byUser`.
   * @throws what `chooseModel` and `Engine.load` throw.
   */
  async ready(
    signal: AbortSignal,
    options: { readonly onProgress?: OnLoadProgress; readonly byUser?: boolean } = {},
  ): Promise<ReadyModel> {
    signal.throwIfAborted();
    const { onProgress = () => undefined, byUser = false } = options;
    const { key, chosen, load } = await this.#wanted();
    if (this.#ready?.key === key) {
      this.#idle.restart();
      return this.#ready.model;
    }
    signal.throwIfAborted();
    if (this.#load?.key !== key) this.#startLoad(key, chosen, byUser ? { ...load(), byUser } : load());
    const running = this.#load;
    if (running === undefined) throw this.#error ?? new Error("The load ended before it began");
    this.#progressListeners.add(onProgress);
    try {
      onProgress(this.#progress.progress, this.#progress.waitsForGpu);
      return await untilAborted(running.model, signal);
    } finally {
      this.#progressListeners.delete(onProgress);
    }
  }

  /** Says what the model is doing from now on. Returns the function that says it is over. */
  begin(activity: Exclude<Activity, "idle">): () => void {
    this.#activities.push(activity);
    this.#idle.stop();
    this.#tell();
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#activities.splice(this.#activities.indexOf(activity), 1);
      if (this.#activities.length === 0) this.#idle.restart();
      this.#tell();
    };
  }

  /** Says how many turns wait. */
  setQueued(turns: number): void {
    if (turns === this.#queued) return;
    this.#queued = turns;
    this.#tell();
  }

  /** Frees the model, or ends the load that goes on; the next need loads it again. */
  async unload(): Promise<void> {
    const load = this.#load;
    load?.abort.abort(
      new PonderFailure("modelLoadFailed", "Loading the model was stopped.", "The next question loads it again."),
    );
    await load?.model.catch(() => undefined);
    await this.#parts.engine.unload();
  }

  dispose(): void {
    for (const end of this.#endings) end();
    this.#listeners.clear();
    this.#idle.stop();
    this.#load?.abort.abort(new PonderFailure("engineStopped", "Ponder is shutting down.", "Start it again."));
  }

  /** The model that the settings want. Its `key` tells it from others; what the machine decides is in `load` only. */
  async #wanted(): Promise<{ readonly key: string; readonly chosen: ChosenModel; readonly load: () => LoadOptions }> {
    const settings = await this.#parts.settings.get();
    this.#idle.setMinutes(settings["model.idleUnload"]);
    const chosen = await chooseModel(settings, this.#parts.demoFolder).catch((error: unknown) => {
      this.#failed(error);
      throw error;
    });
    const wanted: LoadOptions = {
      path: chosen.path,
      gpu: settings["engine.gpu"],
      threads: settings["engine.threads"],
      contextSize: settings["model.contextSize"] || defaultContextSize,
      adapters: settings["model.adapters"],
      kvCache: settings["engine.kvCache"],
      flashAttention: settings["engine.flashAttention"],
      ...(settings["model.draft"].trim() !== "" && { draft: settings["model.draft"].trim() }),
      ...(chosen.completionPath !== undefined && { completion: { path: chosen.completionPath } }),
    };
    const load = () => ({ ...wanted, threads: threadCount(wanted.threads, readCpu(this.#parts.onBattery())) });
    return { key: JSON.stringify(wanted), chosen, load };
  }

  #startLoad(key: string, chosen: ChosenModel, options: LoadOptions): void {
    this.#load?.abort.abort(
      new PonderFailure("modelLoadFailed", "Another model was chosen while this one was loading.", "Ask again."),
    );
    const abort = new AbortController();
    this.#ready = undefined;
    this.#error = undefined;
    this.#progress = { progress: 0 };
    this.#isDemo = chosen.isDemo;
    const model = this.#loadNow(key, chosen, options, abort.signal);
    // Whoever waits sees the failure; nobody may wait any more.
    model.catch(() => undefined);
    this.#load = { key, model, abort };
    this.#tell();
  }

  async #loadNow(key: string, chosen: ChosenModel, options: LoadOptions, signal: AbortSignal): Promise<ReadyModel> {
    const started = performance.now();
    try {
      const known = await this.#parts.hashes.lookUp(filesOf(options));
      signal.throwIfAborted();
      const hashes = chosen.sha256 === undefined ? known.expected : { ...known.expected, [chosen.path]: { sha256: chosen.sha256 } };
      const onProgress: OnLoadProgress = (...how) => this.#progressed(key, ...how);
      const loaded = await this.#parts.engine.load({ ...options, hashes }, onProgress, signal);
      await known.record(loaded.hashes ?? {});
      const { completionForm } = chosen;
      const sha256 = loaded.hashes?.[chosen.path] ?? hashes[chosen.path]?.sha256;
      const chatForm = chatFormOf(loaded);
      const model: ReadyModel = {
        info: { ...describe(loaded, chosen, chatForm), ...(sha256 !== undefined && { sha256 }) },
        sampling: chosen.sampling ?? chatForm?.sampling ?? greedy,
        ...(chatForm !== undefined && { chatForm }),
        ...(sha256 !== undefined && { sha256 }),
        ...(completionForm !== undefined && { completionForm }),
      };
      signal.throwIfAborted();
      this.#ready = { key, model };
      this.#memoryBytes = this.#parts.engine.memoryBytes;
      this.#idle.restart();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      this.#parts.log.info(
        `Loaded ${model.info.name} in ${seconds} s: ${loaded.device}, ${String(loaded.threads)} thread(s), ` +
          `${String(loaded.contextSize)} tokens of context` +
          (loaded.completion === undefined ? "" : `; ${loaded.completion.name} completes`),
      );
      return model;
    } catch (error) {
      if (!signal.aborted) this.#failed(error);
      throw error;
    } finally {
      if (this.#load?.key === key) {
        this.#load = undefined;
        this.#tell();
      }
    }
  }

  #progressed(key: string, progress: number, waitsForGpu = false): void {
    if (this.#load?.key !== key) return;
    this.#progress = { progress, ...(waitsForGpu && { waitsForGpu }) };
    for (const listener of this.#progressListeners) listener(progress, waitsForGpu);
    this.#tell();
  }

  #failed(error: unknown): void {
    this.#parts.log.error("The model could not be loaded", error);
    this.#error = PonderFailure.is(error)
      ? error
      : new PonderFailure("modelLoadFailed", "The model could not be loaded.", "See the log (Ponder: Show Log).");
    this.#tell();
  }

  async #unloadIdle(): Promise<void> {
    // Something may have begun between the timer's end and now.
    if (this.#ready === undefined || this.#activities.length > 0 || this.#queued > 0) return;
    this.#parts.log.info(`${this.#ready.model.info.name} was not needed for a while and is taken out of memory`);
    await this.unload();
  }

  /** The engine lost its model (its process ended, or it was idle): the next need loads it. Or its memory changed. */
  #engineChanged(): void {
    const { engine } = this.#parts;
    if (this.#load !== undefined || this.#ready === undefined) return;
    if (engine.model !== undefined) {
      if (this.#memoryBytes === engine.memoryBytes) return;
      this.#memoryBytes = engine.memoryBytes;
      this.#tell();
      return;
    }
    this.#idle.stop();
    this.#ready = undefined;
    if (this.#parts.engine.state === "unavailable")
      this.#error = new PonderFailure(
        "engineUnavailable",
        "The engine stopped several times in a row and is not started again by itself.",
        "Look into the log (Ponder: Show Log), then restart Ponder or choose another model.",
      );
    this.#tell();
  }

  async #settingsChanged(): Promise<void> {
    const wanted = await this.#wanted().catch(() => undefined);
    if (wanted === undefined || this.#load?.key === wanted.key || this.#ready?.key === wanted.key) return;
    this.#isDemo = wanted.chosen.isDemo;
    this.#error = undefined;
    this.#ready = undefined;
    this.#tell();
  }

  #tell(): void {
    const status = this.status;
    for (const listener of this.#listeners) listener(status);
  }
}

/** The models of a load. */
const filesOf = ({ path: model, completion, draft }: LoadOptions): readonly string[] => [
  model,
  ...(completion === undefined ? [] : [completion.path]),
  ...(draft === undefined ? [] : [draft]),
];

function describe(loaded: LoadedModel, chosen: ChosenModel, chatForm: ChatForm | undefined): ModelInfo {
  return {
    name: loaded.name,
    path: loaded.path,
    isDemo: chosen.isDemo,
    bytes: loaded.bytes,
    parameters: loaded.parameters,
    architecture: loaded.architecture,
    ...(loaded.quantisation !== undefined && { quantisation: loaded.quantisation }),
    trainContext: loaded.trainContext,
    contextSize: loaded.contextSize,
    device: loaded.device,
    gpuLayers: loaded.gpuLayers,
    layers: loaded.layers,
    threads: loaded.threads,
    ...abilitiesOf(loaded),
    ...(chatForm !== undefined && { chatForm: chatForm.name }),
    ...(loaded.completion !== undefined && { completionModel: secondModel(loaded.completion) }),
    ...(loaded.draft !== undefined && { draftModel: secondModel(loaded.draft) }),
    ...(loaded.vramBytes !== undefined && { vramBytes: loaded.vramBytes }),
    ...(loaded.notice !== undefined && { notice: loaded.notice }),
  };
}

const secondModel = ({ name, path, bytes, gpuLayers }: SecondModelFacts): SecondModelInfo => ({
  name,
  path,
  bytes,
  gpuLayers,
});
