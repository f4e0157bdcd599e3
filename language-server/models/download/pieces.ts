import { coveredBytes, frontOf, gapsOf, withRange, type ByteRange } from "./byteRanges.js";

/** What of a file is there, and who fetches what of the rest. The first bytes go first, so that they can be hashed. */
export class Pieces {
  readonly #total: number;
  readonly #size: number;
  #done: readonly ByteRange[];
  readonly #taken = new Set<{ from: number; readonly to: number }>();

  /** @param total bytes of the file. @param size bytes of a piece. @param done what is there already. */
  constructor(total: number, size: number, done: readonly ByteRange[]) {
    this.#total = total;
    this.#size = size;
    this.#done = done;
  }

  get done(): readonly ByteRange[] {
    return this.#done;
  }

  get doneBytes(): number {
    return coveredBytes(this.#done);
  }

  /** How far it is there without a gap. */
  get front(): number {
    return frontOf(this.#done);
  }

  get isComplete(): boolean {
    return this.front === this.#total;
  }

  /** The next piece that nobody fetches; undefined: there is none. It is given back by {@link release}. */
  take(): { from: number; readonly to: number } | undefined {
    const covered = [...this.#taken].reduce((all: readonly ByteRange[], range) => withRange(all, range), this.#done);
    const [gap] = gapsOf(covered, this.#total);
    if (gap === undefined) return undefined;
    const piece = { from: gap.from, to: Math.min(gap.to, gap.from + this.#size) };
    this.#taken.add(piece);
    return piece;
  }

  /** Bytes were written, at the beginning of what is left of a piece, or anywhere. */
  add(range: ByteRange): void {
    if (range.to > range.from) this.#done = withRange(this.#done, range);
  }

  /** Nobody fetches this piece any more; what of it is missing can be taken again. */
  release(piece: { from: number; readonly to: number }): void {
    this.#taken.delete(piece);
  }

  /** Nothing is there any more. */
  clear(): void {
    this.#done = [];
  }
}
