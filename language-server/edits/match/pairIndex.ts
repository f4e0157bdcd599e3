import { canBeSimilar } from "./lineSimilarity.js";
import type { WorkLimit } from "./workLimit.js";

/** A line, by its number in the index, and how alike it is to the one that was asked for, 0 to 1. */
export interface LikeLine {
  readonly line: number;
  readonly similarity: number;
}

/**
 * The pairs of neighbouring characters of many lines, and the lines of each pair: a line is compared with ten thousand
 * others at the cost of the pairs that it shares with them. The similarity is that of `pairSimilarity`, to the last bit.
 */
export class PairIndex {
  readonly #texts: readonly string[];
  readonly #numbers = new Map<number, number>();
  readonly #pairs: Table;
  readonly #lines: Table;
  /** How often the line that is being compared has each pair; zeros between comparisons. */
  readonly #wanted: Int32Array;
  readonly #shared: Int32Array;

  /** @param texts different ones, the shortest first, so that those of a like length are neighbours. */
  constructor(
    texts: readonly string[],
    private readonly limit: WorkLimit,
  ) {
    this.#texts = texts;
    this.#pairs = this.#count(texts);
    this.#lines = transposed(this.#pairs, this.#numbers.size);
    this.#wanted = new Int32Array(this.#numbers.size);
    this.#shared = new Int32Array(texts.length);
  }

  /** The lines that are at least this similar without being the same, in no order. */
  like(text: string, least: number): readonly LikeLine[] {
    const [from, to] = this.#likeLengths(text.length, least);
    if (from >= to) return [];
    const shared = this.#shared;
    const { starts, items, times } = this.#lines;
    const touched: number[] = [];
    for (const [pair, count] of this.#known(text)) {
      if (this.limit.isSpent()) break;
      const end = starts[pair + 1] ?? 0;
      const first = lowerBound(items, starts[pair] ?? 0, end, from);
      let at = first;
      for (; at < end; at++) {
        const line = items[at] ?? 0;
        if (line >= to) break;
        const known = shared[line] ?? 0;
        if (known === 0) touched.push(line);
        shared[line] = known + Math.min(count, times[at] ?? 0);
      }
      this.limit.spend(1 + at - first);
    }
    const found: LikeLine[] = [];
    for (const line of touched) {
      const other = this.#texts[line] ?? "";
      const similarity = dice(shared[line] ?? 0, text, other);
      shared[line] = 0;
      if (similarity >= least && other !== text) found.push({ line, similarity });
    }
    return found;
  }

  /** Those of some lines that are at least this similar, or the same. */
  among(text: string, lines: Iterable<number>, least: number): ReadonlySet<number> {
    const { starts, items, times } = this.#pairs;
    const wanted = this.#wanted;
    const known = this.#known(text);
    for (const [pair, count] of known) wanted[pair] = count;
    const found = new Set<number>();
    for (const line of new Set(lines)) {
      const other = this.#texts[line] ?? "";
      this.limit.spend(1);
      if (other === text) found.add(line);
      if (other === text || this.limit.isSpent() || !canBeSimilar(text, other, least)) continue;
      const end = starts[line + 1] ?? 0;
      let shared = 0;
      for (let at = starts[line] ?? 0; at < end; at++) shared += Math.min(times[at] ?? 0, wanted[items[at] ?? 0] ?? 0);
      this.limit.spend(end - (starts[line] ?? 0));
      if (dice(shared, text, other) >= least) found.add(line);
    }
    for (const pair of known.keys()) wanted[pair] = 0;
    return found;
  }

  /** The lines whose length allows them to be that similar: the first, and the first one behind them. */
  #likeLengths(length: number, least: number): readonly [number, number] {
    if (length < 2) return [0, 0];
    const pairs = length - 1;
    const isLike = (other: number) => other > 0 && (2 * Math.min(pairs, other)) / (pairs + other) >= least;
    const from = firstWhere(this.#texts, (other) => other.length > length || isLike(other.length - 1));
    const to = firstWhere(this.#texts, (other) => other.length > length && !isLike(other.length - 1));
    return [from, to];
  }

  /** How often a line has each of the pairs that the index knows. */
  #known(text: string): ReadonlyMap<number, number> {
    const known = new Map<number, number>();
    this.limit.spend(lookUp * text.length);
    for (let at = 0; at + 1 < text.length; at++) {
      const pair = this.#numbers.get(pairAt(text, at));
      if (pair !== undefined) known.set(pair, (known.get(pair) ?? 0) + 1);
    }
    return known;
  }

  #count(texts: readonly string[]): Table {
    const starts = new Int32Array(texts.length + 1);
    const items: number[] = [];
    const times: number[] = [];
    const latest: number[] = [];
    for (const [line, text] of texts.entries()) {
      const start = items.length;
      for (let at = 0; at + 1 < text.length; at++) {
        const key = pairAt(text, at);
        const pair = this.#numbers.get(key) ?? this.#numbers.size;
        if (pair === this.#numbers.size) this.#numbers.set(key, pair);
        const known = latest[pair] ?? -1;
        if (known >= start) times[known] = (times[known] ?? 0) + 1;
        else {
          latest[pair] = items.length;
          items.push(pair);
          times.push(1);
        }
      }
      starts[line + 1] = items.length;
    }
    return { starts, items: Int32Array.from(items), times: Int32Array.from(times) };
  }
}

/** Rows of numbers and how often each stands there: row `n` is from `starts[n]` to before `starts[n + 1]`. */
interface Table {
  readonly starts: Int32Array;
  readonly items: Int32Array;
  readonly times: Int32Array;
}

/** The rows by items: in each row the old rows, ascending. */
function transposed({ starts, items, times }: Table, width: number): Table {
  const turned = {
    starts: new Int32Array(width + 1),
    items: new Int32Array(items.length),
    times: new Int32Array(items.length),
  };
  for (const item of items) turned.starts[item + 1] = (turned.starts[item + 1] ?? 0) + 1;
  for (let item = 0; item < width; item++)
    turned.starts[item + 1] = (turned.starts[item + 1] ?? 0) + (turned.starts[item] ?? 0);
  const free = turned.starts.slice();
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
      const item = items[at] ?? 0;
      const to = free[item] ?? 0;
      free[item] = to + 1;
      turned.items[to] = row;
      turned.times[to] = times[at] ?? 0;
    }
  }
  return turned;
}

/** What looking a pair up costs, in steps. */
const lookUp = 20;

const pairAt = (text: string, at: number) => text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);

const dice = (shared: number, a: string, b: string) => (2 * shared) / (a.length + b.length - 2);

function firstWhere(texts: readonly string[], isThere: (text: string) => boolean): number {
  let [low, high] = [0, texts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isThere(texts[middle] ?? "")) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first place from `low` on, up to `high`, whose number is at least `least`; they ascend. */
function lowerBound(numbers: Int32Array, low: number, high: number, least: number): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((numbers[middle] ?? 0) < least) from = middle + 1;
    else to = middle;
  }
  return from;
}
