import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { LlamaContextSequence, Token } from "node-llama-cpp";

/** What stands beside a state file. */
interface Card {
  readonly bytes: number;
  readonly sha256: string;
  /** Milliseconds that writing and hashing took: reading and hashing takes about as long. */
  readonly costMs: number;
  /** Milliseconds that the evaluation of a prompt token takes with this model, here. */
  readonly msPerToken: number;
}

/** A cache with more than this is not saved, in bytes. */
const maxBytes = 2 ** 29;
/** Magic, version and the number of tokens come before the tokens, 32 bits each. */
const headNumbers = 3;

/**
 * The KV cache of a conversation in a file, for the time in which its model is not in memory. It is written where
 * reading it is faster than evaluating the conversation again, and deleted as soon as it was looked at.
 */
export class SavedConversation {
  readonly #state: string;
  readonly #card: string;

  /** @param file path without extension; its name says everything that a cache depends on, see `conversationKey`. */
  constructor(file: string) {
    this.#state = `${file}.state`;
    this.#card = `${file}.json`;
  }

  /**
   * Writes what is in the sequence, unless that is not worth it.
   *
   * @param msPerToken as it was measured.
   * @returns whether it was written.
   */
  async save(sequence: LlamaContextSequence, msPerToken: number): Promise<boolean> {
    const tokens = sequence.nextTokenIndex;
    // A cache that keeps only a window of the text cannot be cut back to where two conversations differ.
    if (tokens === 0 || sequence.needsCheckpoints || sequence.context.stateSize > maxBytes) return false;
    await mkdir(path.dirname(this.#state), { recursive: true, mode: 0o700 });
    const draft = `${this.#state}.tmp`;
    try {
      const started = performance.now();
      // The native code opens the file that is there, with its mode.
      await (await open(draft, "w", 0o600)).close();
      const { fileSize: bytes } = await sequence.saveStateToFile(draft);
      const sha256 = await hash(draft);
      const costMs = performance.now() - started;
      if (costMs > tokens * msPerToken) return false;
      const card: Card = { bytes, sha256, costMs, msPerToken };
      await rename(draft, this.#state);
      await writeFile(this.#card, JSON.stringify(card), { mode: 0o600 });
      return true;
    } finally {
      await rm(draft, { force: true });
    }
  }

  /**
   * Reads a file that was saved into the sequence, if it is whole and has enough of `tokens`. It is gone afterwards.
   *
   * @returns what is known of the speed; undefined when there was nothing to read.
   */
  async restore(
    sequence: LlamaContextSequence,
    tokens: readonly Token[],
  ): Promise<Pick<Card, "msPerToken"> | undefined> {
    const card = await this.#read();
    if (card === undefined) return undefined;
    try {
      const saved = await savedTokens(this.#state);
      const common = saved.findIndex((token, i) => token !== tokens[i]);
      if ((common < 0 ? saved.length : common) * card.msPerToken <= card.costMs) return undefined;
      if ((await stat(this.#state)).size !== card.bytes || (await hash(this.#state)) !== card.sha256) return undefined;
      await sequence.loadStateFromFile(this.#state, { acceptRisk: true });
      return card;
    } catch {
      // A damaged file. The prompt is evaluated as if it had never been; whatever was read already goes.
      await sequence.clearHistory();
      return undefined;
    } finally {
      await this.remove();
    }
  }

  async remove(): Promise<void> {
    for (const file of [this.#card, this.#state]) await rm(file, { force: true });
  }

  async #read(): Promise<Card | undefined> {
    try {
      const card: unknown = JSON.parse(await readFile(this.#card, "utf8"));
      if (isCard(card)) return card;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    }
    await this.remove();
    return undefined;
  }
}

async function savedTokens(file: string): Promise<readonly number[]> {
  const handle = await open(file, "r");
  try {
    const head = Buffer.alloc(4 * headNumbers);
    await handle.read(head, 0, head.length, 0);
    const count = head.readUInt32LE(4 * (headNumbers - 1));
    const { size } = await handle.stat();
    if (4 * (headNumbers + count) > size) return [];
    const bytes = Buffer.alloc(4 * count);
    await handle.read(bytes, 0, bytes.length, head.length);
    return Array.from({ length: count }, (_, i) => bytes.readUInt32LE(4 * i));
  } finally {
    await handle.close();
  }
}

async function hash(file: string): Promise<string> {
  const sum = createHash("sha256");
  await pipeline(createReadStream(file), sum);
  return sum.digest("hex");
}

function isCard(value: unknown): value is Card {
  if (typeof value !== "object" || value === null) return false;
  const { bytes, sha256, costMs, msPerToken } = value as Record<string, unknown>;
  return (
    typeof bytes === "number" &&
    typeof sha256 === "string" &&
    typeof costMs === "number" &&
    typeof msPerToken === "number"
  );
}
