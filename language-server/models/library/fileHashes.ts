import { stat } from "node:fs/promises";
import path from "node:path";
import { KeyedFiles } from "./keyedFiles.js";

/** What tells a file that was written to since: its size, its times and its place on the disk. */
export interface Fingerprint {
  readonly bytes: number;
  readonly mtimeMs: number;
  /** Changes with every write, and no program can set it. */
  readonly ctimeMs: number;
  readonly ino: number;
}

/** The hash of a file, and the file's state when it was computed. */
interface Entry extends Fingerprint {
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** What is known of a file's hash. */
export interface KnownHash {
  readonly sha256: string;
  /** The file has not been written to since it was hashed. */
  readonly isFresh: boolean;
}

/** Remembers the hashes of model files on this machine, so that gigabytes are hashed once. */
export class FileHashes {
  readonly #files: KeyedFiles<Entry>;

  /** @param folder for state of this user. */
  constructor(folder: string) {
    this.#files = new KeyedFiles(
      path.join(folder, "hashes"),
      ({ sha256, bytes, mtimeMs, ctimeMs, ino }) =>
        typeof sha256 === "string" && [bytes, mtimeMs, ctimeMs, ino].every((value) => typeof value === "number"),
    );
  }

  /** @returns undefined when it was never hashed. */
  async get(file: string): Promise<KnownHash | undefined> {
    const entry = await this.#files.get(file);
    if (entry === undefined) return undefined;
    const now = await fingerprintOf(file).catch(() => undefined);
    return { sha256: entry.sha256, isFresh: now !== undefined && sameFingerprint(now, entry) };
  }

  /** The file, as it is now, has this hash. Throws what the file system throws. */
  async set(file: string, sha256: string): Promise<void> {
    await this.#files.set(file, { ...(await fingerprintOf(file)), sha256 });
  }

  async delete(file: string): Promise<void> {
    await this.#files.delete(file);
  }
}

/** The state of a file. Throws what the file system throws. */
export async function fingerprintOf(file: string): Promise<Fingerprint> {
  const { size, mtimeMs, ctimeMs, ino } = await stat(file);
  return { bytes: size, mtimeMs, ctimeMs, ino };
}

export const sameFingerprint = (a: Fingerprint, b: Fingerprint): boolean =>
  a.bytes === b.bytes && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.ino === b.ino;
