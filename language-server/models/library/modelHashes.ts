import { partsOf } from "../../engine/splitModel.js";
import type { ExpectedHash, Hashes } from "../../engine/engine.js";
import { fingerprintOf, sameFingerprint, type FileHashes, type Fingerprint } from "./fileHashes.js";
import type { ModelLibrary } from "./modelLibrary.js";

/** The hashes of one load. */
export interface LoadHashes {
  /** What the files have to be, by their paths; of the others nothing is known. */
  readonly expected: Readonly<Record<string, ExpectedHash>>;
  /** Records what was computed while they were loaded. Never throws: what is not recorded is computed again. */
  record(computed: Hashes): Promise<void>;
}

/** What a {@link ModelHashes} needs. */
export interface ModelHashesParts {
  readonly hashes: FileHashes;
  readonly library: Pick<ModelLibrary, "publishedHash">;
  /** The folder for models. */
  readonly folder: () => Promise<string>;
}

/**
 * Knows what the files of a model have to be before it is loaded: what whoever published them said (the hub at the
 * download, the name of a file in another program's cache), else what they were when they were loaded first.
 */
export class ModelHashes {
  readonly #parts: ModelHashesParts;

  constructor(parts: ModelHashesParts) {
    this.#parts = parts;
  }

  /** Looks the files of a load up. @param models paths of models, of a split one the first file's. */
  async lookUp(models: readonly string[]): Promise<LoadHashes> {
    const { hashes } = this.#parts;
    const files = models.flatMap(partsOf);
    const expected: Record<string, ExpectedHash> = {};
    const before = new Map<string, Fingerprint>();
    for (const file of files) {
      const is = await fingerprintOf(file).catch(() => undefined);
      if (is === undefined) continue;
      before.set(file, is);
      const known = await this.#expected(file);
      if (known !== undefined) expected[file] = known;
    }
    const record = async (computed: Hashes) => {
      for (const [file, sha256] of Object.entries(computed)) {
        const [was, is] = [before.get(file), await fingerprintOf(file).catch(() => undefined)];
        // Written to while it was loaded: nobody knows what the hash is of.
        if (was === undefined || is === undefined || !sameFingerprint(was, is)) continue;
        await hashes.set(file, sha256).catch(() => undefined);
      }
    };
    return { expected, record };
  }

  /** From now on the model may be another one than it was at its first load. What was published of it stays. */
  async accept(model: string): Promise<void> {
    for (const file of partsOf(model)) await this.#parts.hashes.delete(file);
  }

  async #expected(file: string): Promise<ExpectedHash | undefined> {
    const { hashes, library, folder } = this.#parts;
    const known = await hashes.get(file);
    if (known?.isFresh === true) return { sha256: known.sha256, isFresh: true };
    const published = await library.publishedHash(await folder(), file);
    if (published !== undefined) return { sha256: published };
    return known && { sha256: known.sha256, isRecorded: true };
  }
}
