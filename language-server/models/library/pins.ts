import path from "node:path";
import { KeyedFiles } from "./keyedFiles.js";

/** What a file of the hub was when it was fetched the first time; from then on it has to be that. */
export interface Pin {
  /** Absent where the hub did not tell. */
  readonly commit?: string;
  readonly bytes: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** The pins of a folder for models. They stay when a model is removed, and travel with the folder. */
export class Pins {
  readonly #files: KeyedFiles<Pin>;

  constructor(folder: string) {
    this.#files = new KeyedFiles(
      path.join(folder, ".pins"),
      ({ commit, bytes, sha256 }) =>
        (commit === undefined || typeof commit === "string") &&
        Number.isSafeInteger(bytes) &&
        typeof sha256 === "string" &&
        /^[0-9a-f]{64}$/.test(sha256),
    );
  }

  /** @param file path inside the repository. */
  get(repository: string, file: string): Promise<Pin | undefined> {
    return this.#files.get(`${repository}/${file}`);
  }

  /** Throws what the file system throws. */
  set(repository: string, file: string, pin: Pin): Promise<void> {
    return this.#files.set(`${repository}/${file}`, pin);
  }
}
