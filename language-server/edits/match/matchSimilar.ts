import { Alignment, type Rows, type Scored } from "./alignment.js";
import { normalizeLine, type LineIndex } from "./lineIndex.js";
import type { LineMatch } from "./lineMatch.js";

/** A piece has to be at least this similar as a whole. */
const threshold = 0.75;
/** A second place that is nearly as similar makes the match ambiguous. */
const margin = 0.1;
/** Lines count as the same from here on. */
const sameLine = 0.6;
/** Below this many lines there is too little to compare. */
const minLines = 3;
/** Largest block that is looked for, in lines of the document times its own. */
const maxPairs = 400_000;

/**
 * Places of about the same height that are similar as a whole: the model left out or added a line. The similarity is
 * that of the longest common subsequence of lines, twice its weight over the height of both.
 */
export function matchSimilar(document: LineIndex, wanted: readonly string[]): readonly LineMatch[] {
  const { lines, limit } = document;
  const slack = Math.max(1, Math.floor(wanted.length / 5));
  if (wanted.length < minLines || limit.isSpent() || lines.length * wanted.length > maxPairs) return [];
  const rows = compare(document, wanted.map(normalizeLine));
  const alignment = new Alignment(rows, wanted.length, slack, limit);
  const scored: Scored[] = [];
  let first: Scored | undefined;
  for (let start = 0; start < rows.length && !limit.isSpent(); start++) {
    const isStart = rows[start]?.slice(0, slack + 1).some((value) => value > 0) ?? false;
    // What is below this is neither the best place nor a rival of it.
    const least = Math.max(threshold, (first?.score ?? 0) - margin);
    if (!isStart || !alignment.canReach(start, least)) continue;
    const best = alignment.best(start);
    if (best === undefined || best.score < threshold) continue;
    scored.push(best);
    if (first === undefined || best.score > first.score) first = best;
  }
  if (first === undefined || limit.isSpent()) return [];
  const { score, start, end } = first;
  const rivals = scored
    .filter((other) => other.score > score - margin && (other.end <= start || other.start >= end))
    .sort((a, b) => b.score - a.score);
  return [first, ...rivals].map((place) => ({ start: place.start, end: place.end }));
}

/** How alike each line of the document is to each wanted line, 0 when it is not {@link sameLine}. */
function compare({ distinct }: LineIndex, wanted: readonly string[]): Rows {
  const known: (Float64Array | undefined)[] = new Array<undefined>(distinct.count).fill(undefined);
  for (const [column, text] of wanted.entries()) {
    for (const { line, similarity } of distinct.like(text, sameLine)) {
      const row = (known[line] ??= new Float64Array(wanted.length));
      row[column] = similarity;
    }
  }
  return distinct.numbers.map((line) => known[line]);
}
