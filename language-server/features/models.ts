import path from "node:path";
import type { Connection, ServerCapabilities } from "vscode-languageserver";
import {
  modelsDidChangeDownloadsMethod,
  modelsDownloadMethod,
  modelsListMethod,
  modelsRemoveMethod,
  type Downloads,
} from "../../protocol/models.js";
import { stateFolder } from "../engine/llama/stateFolder.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { downloadLimits } from "../models/download/downloadLimits.js";
import { DownloadManager, type DownloadSettings } from "../models/download/downloadManager.js";
import { realDisk } from "../models/download/partFile.js";
import { readNetworkSettings } from "../models/hub/networkSettings.js";
import { FileHashes } from "../models/library/fileHashes.js";
import { ModelLibrary } from "../models/library/modelLibrary.js";
import { modelsFolder } from "../models/library/modelsFolder.js";
import { otherFolders } from "../models/library/otherPrograms.js";
import { readModelsDownload, readModelsRemove } from "../parameters.js";
import { onRequest, onRequest0 } from "../requests.js";
import type { SettingsStore } from "../settings.js";

/** Figures of a download are told this often, in milliseconds; anything else at once. */
const figuresEveryMs = 250;

/** What the feature needs. */
export interface ModelsParts {
  readonly connection: Connection;
  readonly settings: SettingsStore;
  /** Folder of the bundles; the catalogue lies beside it. */
  readonly home: string;
  readonly log: Log;
}

/** `ponder/models/*`: the models that there are, downloads, and deleting. */
export class Models implements Feature {
  readonly #parts: ModelsParts;
  readonly #library: ModelLibrary;
  readonly #downloads: DownloadManager;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ModelsParts) {
    this.#parts = parts;
    const hashes = new FileHashes(stateFolder());
    this.#library = new ModelLibrary({
      catalogueFile: path.join(parts.home, "../models/catalogue.json"),
      hashes,
      others: otherFolders(),
    });
    this.#downloads = new DownloadManager({
      library: this.#library,
      hashes,
      disk: realDisk,
      limits: downloadLimits,
      environment: process.env,
      settings: () => this.#settings(),
    });
  }

  initialize(): ServerCapabilities {
    const { connection, log } = this.#parts;
    onRequest0(connection, log, modelsListMethod, async () => this.#library.list((await this.#settings()).folder));
    onRequest(connection, log, modelsDownloadMethod, readModelsDownload, async (params, signal) => {
      const result = await this.#downloads.download(params, signal);
      log.info(`${params.uri} is there: ${result.path}, SHA-256 ${result.sha256}`);
      return result;
    });
    onRequest(connection, log, modelsRemoveMethod, readModelsRemove, async (params) => {
      await this.#library.remove((await this.#settings()).folder, params.path);
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

  async #settings(): Promise<DownloadSettings> {
    const { settings } = this.#parts;
    const values = await settings.get();
    return {
      folder: modelsFolder(values["models.folder"]),
      hub: values["models.hub"],
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
