import type { LineMatch } from "./lineMatch.js";
import type { WorkLimit } from "./workLimit.js";

/** A piece of the document and how alike it is, 0 to 1. */
export interface Scored extends LineMatch {
  readonly score: number;
}

/** For each line of the document how alike it is to each wanted line; `undefined` when it is like none. */
export type Rows = readonly (Float64Array | undefined)[];

/** More than the rounding errors of a sum of similarities. */
const rounding = 1e-4;

/**
 * Compares pieces of a document with the wanted lines: the similarity of two pieces is that of the longest common
 * subsequence of their lines, twice its weight over the height of both.
 */
export class Alignment {
  readonly #weights: Float64Array;
  /** The sum of each line's greatest similarity over the lines above: what a piece can have at the very most. */
  readonly #most: Float64Array;

  /**
   * @param height of the wanted lines.
   * @param slack by how many lines a piece may be higher or lower.
   */
  constructor(
    private readonly rows: Rows,
    private readonly height: number,
    private readonly slack: number,
    private readonly limit: WorkLimit,
  ) {
    this.#weights = new Float64Array(height + 1);
    this.#most = new Float64Array(rows.length + 1);
    for (const [at, row] of rows.entries())
      this.#most[at + 1] = (this.#most[at] ?? 0) + (row?.reduce((most, value) => Math.max(most, value), 0) ?? 0);
  }

  /** Whether a piece from `start` on may have a score of at least `least`: never false for one that has. */
  canReach(start: number, least: number): boolean {
    const lowest = start + this.height - this.slack;
    const last = Math.min(this.rows.length, start + this.height + this.slack);
    this.limit.spend(2 * this.slack + 1);
    for (let end = lowest; end <= last; end++) {
      const most = (this.#most[end] ?? 0) - (this.#most[start] ?? 0);
      if ((2 * most) / (end - start + this.height) + rounding >= least) return true;
    }
    return false;
  }

  /** The piece from `start` on that is most similar, the lowest of equals; `undefined` where too few lines follow. */
  best(start: number): Scored | undefined {
    const weights = this.#weights.fill(0);
    const last = Math.min(this.rows.length, start + this.height + this.slack);
    let best: Scored | undefined;
    for (let at = start; at < last; at++) {
      const row = this.rows[at];
      if (row) this.#add(row);
      const score = (2 * (weights[this.height] ?? 0)) / (at + 1 - start + this.height);
      if (at + 1 - start >= this.height - this.slack && (best === undefined || score > best.score))
        best = { start, end: at + 1, score };
    }
    return best;
  }

  /** One more line of the piece. */
  #add(row: Float64Array): void {
    const weights = this.#weights;
    let aboveLeft = 0;
    let left = 0;
    for (let column = 1; column <= this.height; column++) {
      const above = weights[column] ?? 0;
      const both = aboveLeft + (row[column - 1] ?? 0);
      if (above > left) left = above;
      if (both > left) left = both;
      weights[column] = left;
      aboveLeft = above;
    }
    this.limit.spend(this.height);
  }
}
