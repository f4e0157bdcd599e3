import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { DownloadState, ModelsDownloadParams, ModelsDownloadResult } from "../../../protocol/models.js";
import { hubEndpoint } from "../hub/hubEndpoint.js";
import { parseHubUri, type HubReference } from "../hub/hubUri.js";
import type { NetworkSettings } from "../hub/networkSettings.js";
import type { FileHashes } from "../library/fileHashes.js";
import type { ModelLibrary } from "../library/modelLibrary.js";
import { Pins } from "../library/pins.js";
import { untilAborted } from "../../untilAborted.js";
import type { DownloadLimits } from "./downloadLimits.js";
import { downloadModel, type ModelProgress } from "./downloadModel.js";
import type { Disk } from "./partFile.js";
import { SpeedMeter } from "./speedMeter.js";

/** What the settings say at the moment when a download begins. */
export interface DownloadSettings {
  readonly folder: string;
  /** The setting `ponder.downloads.hub`. */
  readonly hub: string;
  readonly network: NetworkSettings;
}

/** What a {@link DownloadManager} needs. */
export interface DownloadManagerParts {
  readonly library: ModelLibrary;
  readonly hashes: FileHashes;
  readonly disk: Disk;
  readonly limits: DownloadLimits;
  readonly environment: NodeJS.ProcessEnv;
  readonly settings: () => Promise<DownloadSettings>;
}

/** A download that is going on; everybody who wants it waits for the same one. */
interface Running {
  readonly result: Promise<ModelsDownloadResult>;
  readonly abort: AbortController;
  waiting: number;
  state: DownloadState;
}

/** The downloads of this server. */
export class DownloadManager {
  readonly #parts: DownloadManagerParts;
  readonly #running = new Map<string, Running>();
  readonly #listeners = new Set<(isNews: boolean) => void>();

  constructor(parts: DownloadManagerParts) {
    this.#parts = parts;
  }

  /** Those that are going on, the first begun first. */
  get states(): readonly DownloadState[] {
    return [...this.#running.values()].map(({ state }) => state);
  }

  /** Tells about changes of {@link states}. @param listener `isNews`: more than figures changed. */
  onDidChange(listener: (isNews: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Fetches a model, or waits for the same one that is being fetched. When `signal` aborts and nobody else waits, it
   * ends; what was fetched is kept.
   *
   * @throws PonderFailure as `ponder/models/download`; `signal.reason`.
   */
  async download(params: ModelsDownloadParams, signal: AbortSignal): Promise<ModelsDownloadResult> {
    const reference = parseHubUri(params.uri);
    signal.throwIfAborted();
    const key = JSON.stringify(reference);
    // One that everybody left is ending; who comes now goes on where it stopped.
    const known = this.#running.get(key);
    const running = known?.abort.signal.aborted === false ? known : this.#start(key, params, reference);
    running.waiting++;
    try {
      return await untilAborted(running.result, signal);
    } finally {
      running.waiting--;
      if (running.waiting === 0) running.abort.abort(signal.reason);
    }
  }

  /** Ends all downloads, as when the server ends. */
  dispose(): void {
    for (const { abort } of this.#running.values()) abort.abort(new Error("The server ends"));
    this.#listeners.clear();
  }

  #start(key: string, params: ModelsDownloadParams, reference: HubReference): Running {
    const abort = new AbortController();
    const name = reference.file?.split("/").at(-1) ?? `${reference.repository} ${reference.quantisation ?? ""}`;
    const state: DownloadState = { uri: params.uri, name, phase: "asking", receivedBytes: 0 };
    const meter = new SpeedMeter();
    const tell = (progress: ModelProgress) => {
      const isNews = running.state.phase !== progress.phase;
      running.state = { uri: params.uri, name, ...progress, ...speedOf(meter, progress) };
      this.#tell(isNews);
    };
    const result = this.#run(params, reference, tell, abort.signal).finally(() => {
      if (this.#running.get(key) === running) this.#running.delete(key);
      this.#tell(true);
    });
    result.catch(() => undefined);
    const running: Running = { result, abort, waiting: 0, state };
    this.#running.set(key, running);
    this.#tell(true);
    return running;
  }

  async #run(
    { token }: ModelsDownloadParams,
    reference: HubReference,
    tell: (progress: ModelProgress) => void,
    signal: AbortSignal,
  ): Promise<ModelsDownloadResult> {
    const { library, hashes, disk, limits, environment } = this.#parts;
    const { folder, hub: setting, network } = await this.#parts.settings();
    const known = await library.knownFile(reference);
    const there = await library.findVerified(folder, reference, known?.sha256, (file) => hashOf(file, tell, signal));
    if (there !== undefined) {
      const { path: file, bytes, sha256, place } = there;
      return { path: file, bytes, sha256, wasKnown: true, place };
    }
    const endpoint = hubEndpoint(setting, environment);
    // A token of the environment belongs to the hub of the environment.
    const own = environment["HF_TOKEN"]?.trim();
    const usable = token ?? (own && hubEndpoint("", environment).origin === endpoint.origin ? own : undefined);
    // The library behind it is loaded by the first download.
    const { openHub } = await import("../hub/openHub.js");
    const opened = openHub({ endpoint, ...(usable !== undefined && { token: usable }) }, network, limits.http);
    try {
      const { http, hub } = opened;
      const parts = { http, hub, disk, limits, folder, hashes, pins: new Pins(folder) };
      const fetched = await downloadModel(parts, { reference, ...(known && { known }) }, tell, signal);
      return { ...fetched, place: "ponder" };
    } finally {
      await opened.close();
    }
  }

  #tell(isNews: boolean): void {
    for (const listener of this.#listeners) listener(isNews);
  }
}

/** Measured while bytes come; anything else has no speed. */
function speedOf(
  meter: SpeedMeter,
  { phase, receivedBytes, totalBytes }: ModelProgress,
): Pick<DownloadState, "bytesPerSecond" | "secondsLeft"> {
  if (phase !== "downloading" && phase !== "shared") {
    meter.restart();
    return {};
  }
  const now = performance.now();
  meter.note(now, receivedBytes);
  const speed = meter.speed(now);
  if (speed === undefined) return {};
  const bytesPerSecond = Math.round(speed);
  if (totalBytes === undefined) return { bytesPerSecond };
  return { bytesPerSecond, secondsLeft: Math.ceil((totalBytes - receivedBytes) / speed) };
}

async function hashOf(file: string, tell: (progress: ModelProgress) => void, signal: AbortSignal): Promise<string> {
  const sum = createHash("sha256");
  let receivedBytes = 0;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal }) as AsyncIterable<Buffer>) {
      sum.update(chunk);
      receivedBytes += chunk.length;
      tell({ phase: "verifying", receivedBytes });
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return sum.digest("hex");
}

