import path from "node:path";
import type { Connection, ServerCapabilities } from "vscode-languageserver";
import {
  modelsAcceptMethod,
  modelsDidChangeDownloadsMethod,
  modelsDownloadMethod,
  modelsFitMethod,
  modelsListMethod,
  modelsRemoveMethod,
  type Downloads,
  type FitReport,
  type ModelList,
  type ModelsFitParams,
} from "../../protocol/models.js";
import { findDevices } from "../engine/llama/devices.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { downloadLimits } from "../models/download/downloadLimits.js";
import { DownloadManager, type DownloadSettings } from "../models/download/downloadManager.js";
import { realDisk } from "../models/download/partFile.js";
import { measureBandwidth } from "../models/fit/bandwidth.js";
import { fitReport } from "../models/fit/fitReport.js";
import { readMemory, type MachineReadings } from "../models/fit/machine.js";
import { hubEndpoint } from "../models/hub/hubEndpoint.js";
import { readNetworkSettings } from "../models/hub/networkSettings.js";
import type { FileHashes } from "../models/library/fileHashes.js";
import type { ModelHashes } from "../models/library/modelHashes.js";
import type { ModelLibrary } from "../models/library/modelLibrary.js";
import { modelsFolder } from "../models/library/modelsFolder.js";
import { defaultContextSize, type ModelService } from "../models/modelService.js";
import { readCpu, threadCount } from "../models/threadCount.js";
import {
  readModelsAccept,
  readModelsDownload,
  readModelsFit,
  readModelsRemove,
} from "../parameters/modelParameters.js";
import { onRequest, onRequest0 } from "../requests.js";
import type { SettingsStore } from "../settings.js";

/** Figures of a download are told this often, in milliseconds; anything else at once. */
const figuresEveryMs = 250;

/** What the feature needs. */
export interface ModelsParts {
  readonly connection: Connection;
  readonly settings: SettingsStore;
  /** Folder of the bundles. */
  readonly home: string;
  readonly library: ModelLibrary;
  readonly fileHashes: FileHashes;
  readonly hashes: ModelHashes;
  readonly models: Pick<ModelService, "status">;
  readonly onBattery: () => boolean;
  readonly log: Log;
}

const none = { memory: 0, vram: 0 } as const;

/** `ponder/models/*`: the models that there are, how they fit on this machine, downloads, and deleting. */
export class Models implements Feature {
  readonly #parts: ModelsParts;
  readonly #downloads: DownloadManager;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ModelsParts) {
    this.#parts = parts;
    this.#downloads = new DownloadManager({
      library: parts.library,
      hashes: parts.fileHashes,
      disk: realDisk,
      limits: downloadLimits,
      environment: process.env,
      settings: () => this.#settings(),
    });
  }

  initialize(): ServerCapabilities {
    const { connection, log, library, hashes } = this.#parts;
    onRequest0(connection, log, modelsListMethod, async (): Promise<ModelList> => {
      const { folder, hub } = await this.#settings();
      return { ...(await library.list(folder)), hub: hubAddress(hub) };
    });
    onRequest(connection, log, modelsFitMethod, readModelsFit, (params, signal) => this.#fit(params, signal));
    onRequest(connection, log, modelsDownloadMethod, readModelsDownload, async (params, signal) => {
      const result = await this.#downloads.download(params, signal);
      log.info(`${params.uri} is there: ${result.path}, SHA-256 ${result.sha256}`);
      return result;
    });
    onRequest(connection, log, modelsRemoveMethod, readModelsRemove, async (params) => {
      await library.remove((await this.#settings()).folder, params.path);
      return null;
    });
    onRequest(connection, log, modelsAcceptMethod, readModelsAccept, async (params) => {
      await hashes.accept(params.path);
      log.info(`${params.path} may be another file than it was when it was loaded first`);
      return null;
    });
    return {};
  }

  initialized(): void {
    this.#downloads.onDidChange((isNews) => {
      if (isNews) this.#tell();
      else this.#timer ??= setTimeout(() => this.#tell(), figuresEveryMs);
    });
  }

  shutdown(): Promise<void> {
    this.#downloads.dispose();
    clearTimeout(this.#timer);
    return Promise.resolve();
  }

  /** Measures the machine, then computes. What the loaded model takes counts as free: it would make room. */
  async #fit({ contextSize: asked }: ModelsFitParams, signal: AbortSignal): Promise<FitReport> {
    const { settings, home, onBattery, models, library } = this.#parts;
    const values = await settings.get();
    const battery = onBattery();
    const cpu = readCpu(battery);
    const threads = threadCount(values["engine.threads"], cpu);
    const [bandwidth, found] = await Promise.all([
      measureBandwidth(threads),
      findDevices(path.join(home, "devices.cjs"), values["engine.gpu"], signal),
    ]);
    signal.throwIfAborted();
    const { status } = models;
    const held =
      status.state === "ready" ? { memory: status.memoryBytes ?? 0, vram: status.model.vramBytes ?? 0 } : none;
    const memory = readMemory();
    const machine: MachineReadings = {
      memory: { ...memory, available: Math.min(memory.total, memory.available + held.memory) },
      physicalCores: cpu.physicalCores,
      threads,
      onBattery: battery,
      bandwidth,
      ...(found && {
        gpu: {
          devices: found.devices,
          totalBytes: found.totalBytes,
          freeBytes: Math.min(found.totalBytes, found.freeBytes + held.vram),
        },
      }),
    };
    const contextSize = asked ?? (values["model.contextSize"] || defaultContextSize);
    return fitReport(await library.catalogue(), machine, contextSize, values["engine.kvCache"]);
  }

  async #settings(): Promise<DownloadSettings> {
    const { settings } = this.#parts;
    const values = await settings.get();
    return {
      folder: modelsFolder(values["downloads.folder"]),
      hub: values["downloads.hub"],
      network: readNetworkSettings(await settings.foreign("http")),
    };
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const downloads: Downloads = { downloads: this.#downloads.states };
    this.#parts.connection.sendNotification(modelsDidChangeDownloadsMethod, downloads).catch(() => undefined);
  }
}

/** The hub's address. One that is none is shown as it is; a download says what is wrong with it. */
function hubAddress(setting: string): string {
  try {
    return hubEndpoint(setting).href.replace(/\/$/, "");
  } catch {
    return setting;
  }
}
