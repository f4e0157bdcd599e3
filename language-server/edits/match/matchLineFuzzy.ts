import { normalizeLine, type LineIndex } from "./lineIndex.js";
import type { LineMatch } from "./lineMatch.js";

/** Every line has to be at least this similar: a changed word, not another statement. */
const threshold = 0.8;

/** Places with as many lines, each nearly the same: the model mistyped a name or a quote. */
export function matchLineFuzzy(document: LineIndex, wanted: readonly string[]): readonly LineMatch[] {
  const lines = wanted.map(normalizeLine);
  const { normalLines } = document;
  const isNear = (line: string, other: string) => document.isSimilar(line, other, threshold);
  // The longest line says most, and few lines are as long.
  const longest = lines.reduce((best, line, at) => (line.length > (lines[best]?.length ?? 0) ? at : best), 0);
  const found: LineMatch[] = [];
  for (let start = 0; start + lines.length <= normalLines.length && !document.isExhausted(); start++) {
    if (!isNear(normalLines[start + longest] ?? "", lines[longest] ?? "")) continue;
    if (lines.every((line, at) => isNear(normalLines[start + at] ?? "", line)))
      found.push({ start, end: start + lines.length });
  }
  return document.isExhausted() ? [] : found;
}
