import { readFile } from "node:fs/promises";
import { PonderFailure } from "../../../protocol/errors.js";
import type { Licence, ModelRole } from "../../../protocol/models.js";
import type { ModelShape } from "./modelShape.js";
import { weightBytes, type Quantisation } from "./quantisation.js";

/** One file, or one set of files, of a model. */
export interface CatalogueFile {
  readonly quantisation: Quantisation;
  /** See `parseHubUri`. */
  readonly uri: string;
  /** The commit that it is taken from; absent: the newest one, which is recorded at the first download. */
  readonly revision?: string;
  /** Where it is known for certain. */
  readonly bytes?: number;
  /** SHA-256 in hexadecimal, where it is known for certain; else it is recorded at the first download. */
  readonly sha256?: string;
}

/** A model that Ponder knows. */
export interface CatalogueModel {
  readonly id: string;
  readonly name: string;
  readonly role: ModelRole;
  readonly parameters: number;
  /** Tokens that it was trained for. */
  readonly context: number;
  /** Bytes that one token takes in a 16-bit KV cache. */
  readonly kvBytesPerToken: number;
  readonly shape: ModelShape;
  readonly licence: Licence;
  readonly base?: { readonly name: string; readonly licence: Licence };
  readonly benchmarks: { readonly source: string; readonly figures: Readonly<Record<string, number>> };
  readonly files: readonly CatalogueFile[];
}

/**
 * Reads `models/catalogue.json`. It belongs to the package, and a test checks it against its schema.
 *
 * @throws PonderFailure `internal` when it is missing or no JSON.
 */
export async function readCatalogue(file: string): Promise<readonly CatalogueModel[]> {
  try {
    return (JSON.parse(await readFile(file, "utf8")) as { readonly models: readonly CatalogueModel[] }).models;
  } catch (cause) {
    throw new PonderFailure("internal", "The list of models that belongs to Ponder is missing.", "Install Ponder again.", {
      cause,
    });
  }
}

/** What a GGUF file holds beside the weights, nearly all of it its table of tokens; measured on published files. */
const tokenTableBytes = { qwen2: 5_940_000, qwen3: 5_940_000, llama: 7_840_000 } as const;

/** Size of a file in bytes: as known, else computed from the shape (0.1 % from what is published). */
export const fileBytes = ({ shape }: CatalogueModel, { bytes, quantisation }: CatalogueFile): number =>
  bytes ?? Math.round(weightBytes(shape, quantisation) + tokenTableBytes[shape.architecture]);
