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
/** Work that is allowed, in compared pairs of lines: a second at the very most. */
const maxPairs = 400_000;

interface Scored extends LineMatch {
  readonly score: number;
}

/**
 * Places of about the same height that are similar as a whole: the model left out or added a line. The similarity is
 * that of the longest common subsequence of lines, twice its weight over the height of both.
 */
export function matchSimilar(document: LineIndex, wanted: readonly string[]): readonly LineMatch[] {
  const { normalLines } = document;
  const slack = Math.max(1, Math.floor(wanted.length / 5));
  if (wanted.length < minLines || document.isExhausted() || normalLines.length * wanted.length > maxPairs) return [];
  const normalWanted = wanted.map(normalizeLine);
  const similarity = normalLines.map((line) => normalWanted.map((other) => document.similarity(line, other, sameLine)));
  if (document.isExhausted()) return [];
  const scored: Scored[] = [];
  for (let start = 0; start < normalLines.length; start++) {
    const isStart = similarity[start]?.slice(0, slack + 1).some((value) => value > 0) ?? false;
    const best = isStart ? bestEnd(similarity, start, wanted.length, slack) : undefined;
    if (best !== undefined && best.score >= threshold) scored.push(best);
  }
  scored.sort((a, b) => b.score - a.score);
  const [first] = scored;
  if (first === undefined) return [];
  const rivals = scored.filter(
    (other) => other.score > first.score - margin && (other.end <= first.start || other.start >= first.end),
  );
  return [first, ...rivals].map(({ start, end }) => ({ start, end }));
}

/** The end that makes the piece from `start` on most similar, by the heights of wanted lines within the slack. */
function bestEnd(
  similarity: readonly (readonly number[])[],
  start: number,
  wanted: number,
  slack: number,
): Scored | undefined {
  let best: Scored | undefined;
  let above = new Array<number>(wanted + 1).fill(0);
  const last = Math.min(similarity.length, start + wanted + slack);
  for (let row = start; row < last; row++) {
    const current = [0];
    for (let column = 1; column <= wanted; column++) {
      const both = (above[column - 1] ?? 0) + (similarity[row]?.[column - 1] ?? 0);
      current.push(Math.max(above[column] ?? 0, current[column - 1] ?? 0, both));
    }
    above = current;
    const height = row + 1 - start;
    const score = (2 * (above[wanted] ?? 0)) / (height + wanted);
    if (height >= wanted - slack && (best === undefined || score > best.score)) best = { start, end: row + 1, score };
  }
  return best;
}
