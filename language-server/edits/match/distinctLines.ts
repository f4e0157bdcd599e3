import { PairIndex, type LikeLine } from "./pairIndex.js";
import type { WorkLimit } from "./workLimit.js";

/** Most entries that are remembered, so that a file of lines that are all alike does not fill the memory. */
const mostRemembered = 300_000;

/**
 * The different lines of a document, numbered: what two lines have in common is found out once for an answer, however
 * often they stand in the document and in its blocks.
 */
export class DistinctLines {
  /** The number of each line of the document. */
  readonly numbers: readonly number[];
  readonly #byText: ReadonlyMap<string, number>;
  readonly #places: readonly (readonly number[])[];
  readonly #pairs: PairIndex;
  readonly #remembered = new Map<string, readonly LikeLine[]>();
  #entries = 0;

  /** @param places where each different line stands. */
  constructor(
    lines: readonly string[],
    places: ReadonlyMap<string, readonly number[]>,
    readonly limit: WorkLimit,
  ) {
    const texts = [...places.keys()].sort((a, b) => a.length - b.length);
    const byText = new Map(texts.map((text, number) => [text, number]));
    this.numbers = lines.map((line) => byText.get(line) ?? -1);
    this.#byText = byText;
    this.#places = texts.map((text) => places.get(text) ?? []);
    this.#pairs = new PairIndex(texts, limit);
  }

  /** How many there are. */
  get count(): number {
    return this.#places.length;
  }

  /** Where a line stands, by its number. */
  places(line: number): readonly number[] {
    return this.#places[line] ?? [];
  }

  /** The lines that are at least this similar to a normalised one; not all of them, once the work's limit is reached. */
  like(text: string, least: number): readonly LikeLine[] {
    const key = `${least} ${text}`;
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const same = this.#byText.get(text);
    const like = this.#pairs.like(text, least);
    const found = same === undefined ? like : [{ line: same, similarity: 1 }, ...like];
    this.#entries += found.length;
    if (this.#entries > mostRemembered) {
      this.#remembered.clear();
      this.#entries = found.length;
    }
    this.#remembered.set(key, found);
    return found;
  }

  /** Those of some lines, by their numbers, that are at least this similar to a normalised one. */
  among(text: string, lines: Iterable<number>, least: number): ReadonlySet<number> {
    return this.#pairs.among(text, lines, least);
  }
}
