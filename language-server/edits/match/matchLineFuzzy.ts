import { normalizeLine, type LineIndex } from "./lineIndex.js";
import type { LineMatch } from "./lineMatch.js";

/** Every line has to be at least this similar: a changed word, not another statement. */
const threshold = 0.8;

/** Places with as many lines, each nearly the same: the model mistyped a name or a quote. */
export function matchLineFuzzy(document: LineIndex, wanted: readonly string[]): readonly LineMatch[] {
  const { limit } = document;
  if (limit.isSpent()) return [];
  const { distinct } = document;
  const lines = wanted.map(normalizeLine);
  // The longest line says most, and few lines are as long.
  const longest = lines.reduce((best, line, at) => (line.length > (lines[best]?.length ?? 0) ? at : best), 0);
  let starts = distinct
    .like(lines[longest] ?? "", threshold)
    .flatMap(({ line }) => distinct.places(line).map((at) => at - longest))
    .filter((start) => start >= 0 && start + lines.length <= document.lines.length)
    .sort((a, b) => a - b);
  for (const [at, line] of lines.entries()) {
    if (at === longest || starts.length === 0) continue;
    const number = (start: number) => distinct.numbers[start + at] ?? -1;
    const near = distinct.among(line, starts.map(number), threshold);
    limit.spend(starts.length);
    starts = starts.filter((start) => near.has(number(start)));
  }
  return limit.isSpent() ? [] : starts.map((start) => ({ start, end: start + lines.length }));
}
