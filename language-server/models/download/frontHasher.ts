import { createHash } from "node:crypto";
import type { PartFile } from "./partFile.js";

/** Bytes that are read and hashed at a time: under a millisecond of work. */
const blockBytes = 1 << 20;
/** After so many bytes what was written is sent to the disk, so that the end has no long wait. */
const flushBytes = 64 << 20;

/**
 * Hashes a file while it grows, in order, from what is on the disk: what was fetched before a restart, and what arrived
 * out of order, is hashed like the rest, and a disk that loses bytes is noticed.
 */
export class FrontHasher {
  readonly #file: PartFile;
  readonly #bytes: number;
  readonly #sum = createHash("sha256");
  #front = 0;
  #hashed = 0;
  #wake: () => void = () => undefined;

  /** @param bytes of the whole file. */
  constructor(file: PartFile, bytes: number) {
    this.#file = file;
    this.#bytes = bytes;
  }

  /** Bytes hashed so far. */
  get hashed(): number {
    return this.#hashed;
  }

  /** The file is there up to this place. */
  advance(front: number): void {
    this.#front = Math.max(this.#front, front);
    this.#wake();
  }

  /**
   * Hashes until the end.
   *
   * @param look sees the first bytes of the file; throws when they are none of a model.
   * @throws `signal.reason`, what `look` throws, and what the file system throws.
   */
  async run(signal: AbortSignal, look: (head: Uint8Array) => void): Promise<string> {
    const wake = () => this.#wake();
    signal.addEventListener("abort", wake);
    try {
      let unflushed = 0;
      while (this.#hashed < this.#bytes) {
        signal.throwIfAborted();
        const ready = Math.min(blockBytes, this.#front - this.#hashed);
        const isLast = this.#front === this.#bytes;
        if (ready < blockBytes && !isLast) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
          continue;
        }
        const block = Buffer.allocUnsafe(ready);
        await this.#file.read(block, this.#hashed);
        if (this.#hashed === 0) look(block);
        this.#sum.update(block);
        this.#hashed += ready;
        unflushed += ready;
        if (unflushed >= flushBytes) {
          await this.#file.flush();
          unflushed = 0;
        }
      }
      return this.#sum.digest("hex");
    } finally {
      signal.removeEventListener("abort", wake);
    }
  }
}
