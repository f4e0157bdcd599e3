import { gguf } from "@huggingface/gguf";
import { stat } from "node:fs/promises";
import path from "node:path";
import { PonderFailure } from "../../../../../protocol/errors.js";
import { partsOf } from "../../../splitModel.js";
import { checkMetadata, trainContextSize, type Metadata } from "./checkMetadata.js";
import { checkTensors } from "./checkTensors.js";

const downloadAgain = "Download the file again, or choose another model with “Ponder: Choose Model…”.";

/** What a GGUF file has for its alignment when it does not say (`GGUF_DEFAULT_ALIGNMENT`). */
const defaultAlignment = 32;

/** What a header says: its metadata, and the shapes of the weights by their names. Nothing in it can be trusted. */
export interface GgufHeader {
  readonly metadata: Metadata;
  readonly shapes: ReadonlyMap<string, readonly bigint[]>;
}

/** A model that native code may see. */
export interface GgufFacts {
  /** The context that it was trained for, in tokens; unlimited when the file does not say. */
  readonly trainContextSize: number;
  readonly architecture: unknown;
  /** Of the weights of all its parts. */
  readonly shapes: GgufHeader["shapes"];
}

/**
 * Reads the header of a model, and of the further parts of a split one, before any native code does, and refuses what
 * is impossible in it. The native loader of a crafted or damaged file may abort the process, hang, or write where it
 * should not; this one is JavaScript with limits on every count (`@huggingface/gguf`).
 *
 * What it cannot see is a wrong weight: only a hash does.
 *
 * @throws PonderFailure `modelDamaged`, `modelNotFound` (a part is missing); `signal.reason`.
 */
export async function checkGguf(file: string, signal: AbortSignal): Promise<GgufFacts> {
  const parts = partsOf(file);
  if (parts[0] !== undefined && parts[0] !== file)
    throw new PonderFailure(
      "modelNotFound",
      `${path.basename(file)} is not the first part of its model.`,
      `Choose ${path.basename(parts[0])}; the other parts are found beside it.`,
    );
  const { metadata, shapes } = await checkHeader(file, signal);
  const wrong = checkMetadata(metadata);
  if (wrong !== undefined) throw damaged(file, wrong);
  const all = [...shapes];
  for (const part of parts.slice(1)) all.push(...(await checkHeader(part, signal)).shapes);
  return {
    trainContextSize: trainContextSize(metadata),
    architecture: metadata["general.architecture"],
    shapes: new Map(all),
  };
}

/**
 * Reads the header of one GGUF file, a model's or an adapter's, and checks the weights that it declares.
 *
 * @throws PonderFailure `modelDamaged`, `modelNotFound`; `signal.reason`.
 */
export async function checkHeader(file: string, signal: AbortSignal): Promise<GgufHeader> {
  signal.throwIfAborted();
  const { size } = await stat(file).catch((cause: unknown) => {
    throw new PonderFailure(
      "modelNotFound",
      `${path.basename(file)}, which belongs to the model, is missing.`,
      "Download all parts of the model into one folder, or choose another model with “Ponder: Choose Model…”.",
      { cause },
    );
  });
  const header = await gguf(file, { allowLocalFile: true }).catch((cause: unknown) => {
    throw damaged(file, "its header cannot be read", cause);
  });
  signal.throwIfAborted();
  const { tensorInfos, tensorDataOffset, littleEndian } = header;
  const metadata: Metadata = { ...header.metadata };
  if (!littleEndian) throw damaged(file, "it was made for machines with another order of bytes");
  const alignment = Number(metadata["general.alignment"] ?? defaultAlignment);
  const wrong = checkTensors(tensorInfos, { begin: tensorDataOffset, fileBytes: size, alignment });
  if (wrong !== undefined) throw damaged(file, wrong);
  return { metadata, shapes: new Map(tensorInfos.map(({ name, shape }) => [name, shape])) };
}

const damaged = (file: string, what: string, cause?: unknown) =>
  new PonderFailure("modelDamaged", `${path.basename(file)} is damaged: ${what}.`, downloadAgain, { cause });
