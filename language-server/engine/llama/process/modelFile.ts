import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { PonderFailure } from "../../../../protocol/errors.js";

const downloadAgain = "Download the file again, or choose another model with “Ponder: Choose Model…”.";
const headBytes = 512;

/** Reads of this size keep the hash fast and an abort quick. */
const readBytes = 1 << 20;

/**
 * Looks at a model file before any native code does: the loader takes 59 of 100 files with one flipped bit without a
 * word, and its messages for a web page or a Git LFS pointer help nobody.
 *
 * @param sha256 the hash it must have, in hexadecimal; without it only the first bytes are looked at.
 * @param onProgress 0 to 1, while the hash is computed.
 * @returns the size of the file in bytes.
 * @throws PonderFailure `modelNotFound`, `modelDamaged`; `signal.reason`.
 */
export async function checkModelFile(
  file: string,
  sha256: string | undefined,
  onProgress: (progress: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const { head, bytes } = await readHead(file);
  signal.throwIfAborted();
  const wrong = whatIsIt(head);
  if (wrong !== undefined) {
    throw new PonderFailure("modelDamaged", `${path.basename(file)} is no GGUF model: ${wrong}.`, downloadAgain);
  }
  if (sha256 !== undefined) {
    const actual = await hash(file, bytes, onProgress, signal);
    if (actual !== sha256.toLowerCase()) {
      throw new PonderFailure(
        "modelDamaged",
        `${path.basename(file)} is not the file it should be: its SHA-256 is ${actual}, not ${sha256.toLowerCase()}.`,
        downloadAgain,
      );
    }
  }
  return bytes;
}

async function readHead(file: string): Promise<{ head: Buffer; bytes: number }> {
  try {
    const handle = await open(file, "r");
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw notFound(file, "it is not a file");
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return { head: buffer.subarray(0, bytesRead), bytes: stat.size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (PonderFailure.is(error)) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "it cannot be read";
    throw notFound(file, code === "ENOENT" ? "there is no such file" : code, error);
  }
}

const notFound = (file: string, why: string, cause?: unknown) =>
  new PonderFailure(
    "modelNotFound",
    `The model ${file} cannot be opened: ${why}.`,
    "Check the path in the setting ponder.model.path, or choose another model with “Ponder: Choose Model…”.",
    { cause },
  );

/** Says what a file is when it is no GGUF file. */
function whatIsIt(head: Buffer): string | undefined {
  if (head.subarray(0, 4).toString("latin1") === "GGUF") return undefined;
  if (head.length === 0) return "the file is empty";
  if (head.every((byte) => byte === 0)) return "it holds zero bytes, as an unfinished download does";
  const text = head.toString("utf8").trimStart();
  if (text.startsWith("version https://git-lfs")) return "it is a Git LFS pointer, the model itself was not fetched";
  if (text.startsWith("<")) return "it is a web page, maybe of a login or an error";
  return "it does not begin with the letters GGUF";
}

async function hash(
  file: string,
  bytes: number,
  onProgress: (progress: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const sum = createHash("sha256");
  let done = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: readBytes }) as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    sum.update(chunk);
    done += chunk.length;
    onProgress(done / Math.max(bytes, done));
  }
  return sum.digest("hex");
}
