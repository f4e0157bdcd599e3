import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Small objects in a folder, one file each, by a key of any length. Several programs may read and write them at a time:
 * a file is replaced as a whole. One that is missing, damaged or of another version counts as none.
 */
export class KeyedFiles<T extends object> {
  readonly #folder: string;
  readonly #isValid: (value: Readonly<Record<string, unknown>>) => boolean;

  constructor(folder: string, isValid: (value: Readonly<Record<string, unknown>>) => boolean) {
    this.#folder = folder;
    this.#isValid = isValid;
  }

  async get(key: string): Promise<T | undefined> {
    try {
      const value = JSON.parse(await readFile(this.#file(key), "utf8")) as Readonly<Record<string, unknown>>;
      // The key stands in the file: a name that is a hash of it could be another one's.
      return value["key"] === key && this.#isValid(value) ? (value as T) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Throws what the file system throws. */
  async set(key: string, value: T): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const file = this.#file(key);
    const temporary = `${file}.${randomUUID()}`;
    try {
      await writeFile(temporary, JSON.stringify({ key, ...value }), { mode: 0o600 });
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.#file(key), { force: true });
  }

  #file(key: string): string {
    return path.join(this.#folder, `${createHash("sha256").update(key).digest("hex").slice(0, 32)}.json`);
  }
}
