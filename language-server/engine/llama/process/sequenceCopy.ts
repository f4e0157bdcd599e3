import { mkdir, open, rm } from "node:fs/promises";
import path from "node:path";
import type { LlamaContextSequence } from "node-llama-cpp";
import type { Take } from "./sharedTurns.js";

/** Beginning of a state file: magic, version and the number of tokens, each as 32 bits (`state_seq_save_file`). */
const headBytes = 12;
const magic = 0x67677371;
const version = 3;

/**
 * Copies what is in the cache of one sequence into others of the same model, by way of a file that is deleted again.
 * The binding knows no other way; memory holds the file, so it takes milliseconds where evaluation takes seconds.
 *
 * @param file where it may be written; it holds the user's text, so nobody else may read it.
 * @param take waits for the turn; each file access is one.
 * @throws what the native code throws. Sequences that were not reached are as they were.
 */
export async function copySequence(
  from: LlamaContextSequence,
  to: readonly LlamaContextSequence[],
  file: string,
  take: Take,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    // The native code opens the file that is there, with its mode.
    await (await open(file, "w", 0o600)).close();
    await take(() => from.saveStateToFile(file));
    const streams = to[0]?.context.totalSequences ?? 1;
    if (from.context.totalSequences !== streams) await setStreams(file, streams);
    for (const sequence of to) {
      if (sequence !== from) await take(() => sequence.loadStateFromFile(file, { acceptRisk: true }));
    }
  } finally {
    await rm(file, { force: true });
  }
}

/** Whether {@link copySequence} can copy between contexts with different numbers of sequences. */
export const canCopyBetweenContexts = ({ needsCheckpoints }: LlamaContextSequence): boolean => !needsCheckpoints;

/**
 * Makes a file of a context with one sequence fit a context with more. A cache with one kind of attention and nothing
 * recurrent is saved as the number of its streams, then the cells of each (`llama_kv_cache::state_write`): the saved
 * sequence stays the first, and the others have no cells.
 */
async function setStreams(file: string, streams: number): Promise<void> {
  const handle = await open(file, "r+");
  try {
    const head = await readNumbers(handle, 0, 3);
    const place = headBytes + (head[2] ?? 0) * 4;
    const [before] = await readNumbers(handle, place, 1);
    if (head[0] !== magic || head[1] !== version || before !== 1)
      throw new Error("The state file has an unknown form.");
    const { size } = await handle.stat();
    await handle.write(Buffer.from(Uint32Array.of(streams).buffer), 0, 4, place);
    const empty = Buffer.alloc(4 * (streams - 1));
    await handle.write(empty, 0, empty.length, size);
  } finally {
    await handle.close();
  }
}

async function readNumbers(
  handle: Awaited<ReturnType<typeof open>>,
  position: number,
  count: number,
): Promise<readonly number[]> {
  const bytes = Buffer.alloc(4 * count);
  await handle.read(bytes, 0, bytes.length, position);
  return Array.from({ length: count }, (_, i) => bytes.readUInt32LE(4 * i));
}
