import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import {
  downloadModel,
  type FetchedModel,
  type ModelProgress,
} from "../../../language-server/models/download/downloadModel.js";
import type { DownloadLimits } from "../../../language-server/models/download/downloadLimits.js";
import { realDisk, type Disk } from "../../../language-server/models/download/partFile.js";
import { createDispatcher } from "../../../language-server/models/hub/dispatcher.js";
import { Http } from "../../../language-server/models/hub/http.js";
import { Hub } from "../../../language-server/models/hub/hub.js";
import { parseHubUri } from "../../../language-server/models/hub/hubUri.js";
import { plainNetwork, type NetworkSettings } from "../../../language-server/models/hub/networkSettings.js";
import { FileHashes } from "../../../language-server/models/library/fileHashes.js";
import { Pins } from "../../../language-server/models/library/pins.js";
import { seededRandom } from "../../../benchmarks/support/seededRandom.js";

/** Limits that make a test quick; the order of sizes and times is that of the real ones. */
export const quickLimits: DownloadLimits = {
  connections: 4,
  pieceBytes: 128 << 10,
  journalBytes: 64 << 10,
  retryMs: 10,
  maxRetryMs: 100,
  patience: { giveUpMs: 1_500, leastBytes: 8 << 10 },
  lookMs: 50,
  lock: { beatMs: 100, staleMs: 1_000 },
  http: { connectMs: 1_000, silenceMs: 400 },
};

/** Bytes that begin as a model does, always the same for a seed. */
export function modelBytes(size: number, seed = 1): Buffer {
  const random = seededRandom(seed);
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(Math.floor(random() * 2 ** 32), at);
  bytes.write("GGUF", 0, "latin1");
  return bytes;
}

export interface DownloadOptions {
  readonly endpoint: string;
  readonly folder: string;
  readonly uri?: string;
  readonly token?: string;
  readonly disk?: Disk;
  readonly limits?: Partial<DownloadLimits>;
  readonly network?: NetworkSettings;
  readonly onProgress?: (progress: ModelProgress) => void;
  readonly signal?: AbortSignal;
}

/** The address that tests fetch when it does not matter. */
export const testUri = "hf:owner/repo/model.gguf";

/** Downloads as the product does, with connections of its own. */
export async function download(options: DownloadOptions): Promise<FetchedModel> {
  const { endpoint, folder, uri = testUri, token, disk = realDisk, network = plainNetwork } = options;
  const limits = { ...quickLimits, ...options.limits };
  const url = new URL(endpoint);
  const http = new Http(createDispatcher(network, limits.http), {
    endpoint: url,
    ...(token !== undefined && { token }),
  });
  try {
    return await downloadModel(
      {
        http,
        hub: new Hub(http, url),
        disk,
        limits,
        folder,
        pins: new Pins(folder),
        hashes: new FileHashes(path.join(folder, "..", "state")),
      },
      { reference: parseHubUri(uri) },
      options.onProgress ?? (() => undefined),
      options.signal ?? new AbortController().signal,
    );
  } finally {
    await http.close();
  }
}

/** An empty folder for models, with room beside it; and what removes it. */
export async function modelsFolderForTest(name = "models"): Promise<{ folder: string; remove: () => Promise<void> }> {
  const outer = await mkdtemp(path.join(os.tmpdir(), "ponder-hub-"));
  return { folder: path.join(outer, name), remove: () => rm(outer, { recursive: true, force: true }) };
}

/** Where {@link testUri} is kept. */
export const testFile = (folder: string): string => path.join(folder, "owner", "repo", "model.gguf");

/** The SHA-256 of a file; undefined when there is none. */
export async function hashOf(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}

/** What unfinished downloads left. */
export const leftovers = (folder: string): readonly string[] => {
  const parts = path.join(folder, ".parts");
  return existsSync(parts) ? readdirSync(parts) : [];
};
