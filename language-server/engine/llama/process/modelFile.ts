import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { PonderFailure } from "../../../../protocol/errors.js";
import type { ExpectedHash } from "../../engine.js";

const downloadAgain = "Download the file again, or choose another model with “Ponder: Choose Model…”.";
const headBytes = 512;

/** Reads of this size keep the hash fast and an abort quick. */
const readBytes = 1 << 20;

/**
 * Looks at the first bytes of a model file: what the native loader says of a web page or a Git LFS pointer helps nobody.
 *
 * @throws PonderFailure `modelNotFound`, `modelDamaged`.
 */
export async function checkHead(file: string): Promise<void> {
  const wrong = whatIsIt(await readHead(file));
  if (wrong === undefined) return;
  throw new PonderFailure("modelDamaged", `${path.basename(file)} is no GGUF model: ${wrong}.`, downloadAgain);
}

/**
 * Compares the hash of a model file before any native code sees it: the loader takes 59 of 100 files with one flipped bit
 * without a word.
 *
 * @param expected what is known of it; a fresh hash is not computed again.
 * @param onBytes bytes that were hashed so far.
 * @returns the hash in hexadecimal, where it was computed.
 * @throws PonderFailure `modelDamaged`, `modelChanged`; `signal.reason`.
 */
export async function checkHash(
  file: string,
  expected: ExpectedHash | undefined,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (expected?.isFresh === true) return undefined;
  const actual = await hash(file, onBytes, signal);
  const wanted = expected?.sha256.toLowerCase() ?? actual;
  if (actual === wanted) return actual;
  const name = path.basename(file);
  if (expected?.isRecorded === true)
    throw new PonderFailure(
      "modelChanged",
      `${name} is not the file that it was when Ponder loaded it first: its SHA-256 is ${actual}, and was ${wanted}.`,
      "If you changed it yourself, use it with “Ponder: Use the Changed Model File” or “ponder models accept”; else download it again.",
    );
  throw new PonderFailure(
    "modelDamaged",
    `${name} is not the file it should be: its SHA-256 is ${actual}, not ${wanted}.`,
    downloadAgain,
  );
}

async function readHead(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, "r");
    try {
      if (!(await handle.stat()).isFile()) throw notFound(file, "it is not a file");
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return buffer.subarray(0, bytesRead);
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

async function hash(file: string, onBytes: (bytes: number) => void, signal: AbortSignal): Promise<string> {
  const sum = createHash("sha256");
  let done = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: readBytes }) as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    sum.update(chunk);
    done += chunk.length;
    onBytes(done);
  }
  return sum.digest("hex");
}
