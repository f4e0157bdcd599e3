import { normalizeLine } from "../../../language-server/edits/match/lineIndex.js";
import type { LineMatch } from "../../../language-server/edits/match/lineMatch.js";
import { pairSimilarity } from "../../../language-server/edits/match/lineSimilarity.js";

/**
 * The tolerant rules as they are written down: every line is compared with every other, every place is aligned, nothing
 * is remembered, indexed, bounded or limited. What the product's matchers find must be this.
 */
export const plainMatch = {
  /** Places with as many lines, each of them similar. */
  lineFuzzy(document: readonly string[], wanted: readonly string[]): readonly LineMatch[] {
    const [lines, others] = [document.map(normalizeLine), wanted.map(normalizeLine)];
    return lines.flatMap((_, start) =>
      start + others.length <= lines.length &&
      others.every((other, at) => pairSimilarity(lines[start + at] ?? "", other) >= 0.8)
        ? [{ start, end: start + others.length }]
        : [],
    );
  },

  /** The most similar piece, and those beside it that are nearly as similar. */
  similar(document: readonly string[], wanted: readonly string[]): readonly LineMatch[] {
    if (wanted.length < 3) return [];
    const slack = Math.max(1, Math.floor(wanted.length / 5));
    const [lines, others] = [document.map(normalizeLine), wanted.map(normalizeLine)];
    const weights = lines.map((line) =>
      others.map((other) => {
        const similarity = pairSimilarity(line, other);
        return similarity >= 0.6 ? similarity : 0;
      }),
    );
    const scored = lines.flatMap((_, start) => {
      if (!weights[start]?.slice(0, slack + 1).some((weight) => weight > 0)) return [];
      const heights = Array.from({ length: 2 * slack + 1 }, (_, more) => others.length - slack + more);
      const pieces = heights
        .filter((height) => height > 0 && start + height <= lines.length)
        .map((height) => ({
          start,
          end: start + height,
          score: score(weights.slice(start, start + height), others.length),
        }));
      const best = pieces.reduce((a, b) => (b.score > a.score ? b : a), { start, end: start, score: 0 });
      return best.score >= 0.75 ? [best] : [];
    });
    const [first, ...rest] = scored.sort((a, b) => b.score - a.score);
    if (first === undefined) return [];
    const rivals = rest.filter(
      (other) => other.score > first.score - 0.1 && (other.end <= first.start || other.start >= first.end),
    );
    return [first, ...rivals].map(({ start, end }) => ({ start, end }));
  },

  /** The first of the lines that are most like the longest wanted one; none that is less than 0.4. */
  nearest(document: readonly string[], wanted: readonly string[]): number | undefined {
    const longest = wanted.map(normalizeLine).reduce((best, line) => (line.length > best.length ? line : best), "");
    const scores = document.map((line) => (line.trim() === "" ? 0 : pairSimilarity(normalizeLine(line), longest)));
    const most = scores.reduce((a, b) => Math.max(a, b), 0);
    return most >= 0.4 ? scores.indexOf(most) : undefined;
  },
};

/** Twice the weight of the longest common subsequence, over the height of both. */
function score(rows: readonly (readonly number[])[], width: number): number {
  let above = new Array<number>(width + 1).fill(0);
  for (const row of rows) {
    const current = [0];
    for (let column = 1; column <= width; column++) {
      const both = (above[column - 1] ?? 0) + (row[column - 1] ?? 0);
      current.push(Math.max(above[column] ?? 0, current[column - 1] ?? 0, both));
    }
    above = current;
  }
  return (2 * (above[width] ?? 0)) / (rows.length + width);
}
