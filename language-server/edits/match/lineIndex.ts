import { foldSigns } from "../signs.js";
import { canBeSimilar, normalizeSpace, pairSimilarity } from "./lineSimilarity.js";

/**
 * Where each line of a document stands. Built once for all blocks of an answer, so that a hundred blocks do not read
 * ten thousand lines a hundred times.
 */
export class LineIndex {
  readonly lines: readonly string[];
  /** Work that the tolerant rules may still do for all blocks together, in compared characters. */
  #budget = 20_000_000;
  readonly #exact: ReadonlyMap<string, readonly number[]>;
  #normal: { readonly lines: readonly string[]; readonly places: ReadonlyMap<string, readonly number[]> } | undefined;

  constructor(lines: readonly string[]) {
    this.lines = [...lines];
    this.#exact = placesOf(this.lines);
  }

  /** Lines that equal this one to the character. */
  exact(line: string): readonly number[] {
    return this.#exact.get(line) ?? [];
  }

  /** The lines without the white space and the typography that models change, see {@link normalizeLine}. */
  get normalLines(): readonly string[] {
    return this.#normalized().lines;
  }

  /** Lines that are this one when normalised. */
  normal(line: string): readonly number[] {
    return this.#normalized().places.get(line) ?? [];
  }

  /** Whether two normalised lines are at least this similar; never, once all the work that is allowed was done. */
  isSimilar(left: string, right: string, threshold: number): boolean {
    return this.similarity(left, right, threshold) >= threshold;
  }

  /** How alike two normalised lines are; 0 below `threshold`, and once all the work that is allowed was done. */
  similarity(left: string, right: string, threshold: number): number {
    if (left === right) return 1;
    this.#budget--;
    if (this.#budget < 0 || !canBeSimilar(left, right, threshold)) return 0;
    this.#budget -= left.length + right.length;
    const similarity = pairSimilarity(left, right);
    return similarity < threshold ? 0 : similarity;
  }

  /** Whether the tolerant rules had to stop: what they did not find may be there, so what they found may not be all. */
  isExhausted(): boolean {
    return this.#budget <= 0;
  }

  #normalized() {
    if (this.#normal === undefined) {
      const lines = this.lines.map(normalizeLine);
      this.#normal = { lines, places: placesOf(lines) };
    }
    return this.#normal;
  }
}

/** A line without indentation, blanks at its end, the amount of its white space, and without typographic quotes. */
export function normalizeLine(line: string): string {
  return normalizeSpace(foldSigns(line));
}

function placesOf(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  lines.forEach((line, at) => {
    const known = places.get(line);
    if (known) known.push(at);
    else places.set(line, [at]);
  });
  return places;
}
