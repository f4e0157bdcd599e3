import { stat } from "node:fs/promises";
import type { Hashes, LoadOptions } from "../../engine.js";
import { partsOf } from "../../splitModel.js";
import { checkGguf, type GgufFacts } from "./gguf/checkGguf.js";
import { checkHash, checkHead } from "./modelFile.js";

/** A model on the disk that native code may see. */
export interface CheckedModel extends GgufFacts {
  /** Size of all its files. */
  readonly bytes: number;
  /** Those that were computed. */
  readonly hashes: Hashes;
}

/**
 * Looks at all files of a model before any native code does: their first bytes, their headers, their hashes.
 *
 * @param expected what is known of the hashes.
 * @param onProgress 0 to 1, while hashes are computed.
 * @throws PonderFailure `modelNotFound`, `modelDamaged`, `modelChanged`; `signal.reason`.
 */
export async function checkModel(
  file: string,
  expected: LoadOptions["hashes"],
  onProgress: (progress: number) => void,
  signal: AbortSignal,
): Promise<CheckedModel> {
  await checkHead(file);
  const facts = await checkGguf(file, signal);
  const parts = await Promise.all(partsOf(file).map(async (part) => ({ part, size: (await stat(part)).size })));
  const bytes = parts.reduce((sum, { size }) => sum + size, 0);
  const hashes: Record<string, string> = {};
  let before = 0;
  for (const { part, size } of parts) {
    const done = before;
    const sha256 = await checkHash(
      part,
      expected?.[part],
      (read) => onProgress(Math.min(1, (done + read) / bytes)),
      signal,
    );
    if (sha256 !== undefined) hashes[part] = sha256;
    before += size;
  }
  return { ...facts, bytes, hashes };
}
