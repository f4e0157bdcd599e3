import { foldSigns } from "../signs.js";
import { DistinctLines } from "./distinctLines.js";
import { normalizeSpace } from "./lineSimilarity.js";
import { WorkLimit } from "./workLimit.js";

/**
 * Where each line of a document stands. Built once for all blocks of an answer, so that a hundred blocks do not read
 * ten thousand lines a hundred times.
 */
export class LineIndex {
  readonly lines: readonly string[];
  readonly #exact: ReadonlyMap<string, readonly number[]>;
  #normal: { readonly lines: readonly string[]; readonly places: ReadonlyMap<string, readonly number[]> } | undefined;
  #distinct: DistinctLines | undefined;

  /** @param limit of the work that the tolerant rules do for all blocks together. */
  constructor(
    lines: readonly string[],
    readonly limit = new WorkLimit(),
  ) {
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

  /** The lines, when normalised, by how alike they are; made when a tolerant rule asks. */
  get distinct(): DistinctLines {
    const { lines, places } = this.#normalized();
    return (this.#distinct ??= new DistinctLines(lines, places, this.limit));
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
