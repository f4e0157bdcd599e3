import { normalizeLine, type LineIndex } from "./lineIndex.js";

/** Below this similarity a line is no candidate that would help anybody. */
const threshold = 0.4;
/** A line that stands in more places than this says nothing about the place. */
const tooCommon = 20;

/**
 * Where the wanted lines most likely were meant to stand, for the message that they were not found: the place at which
 * most of them stand, else the line that is most like the longest of them.
 *
 * @returns zero-based line, `undefined` when nothing is similar.
 */
export function nearestPlace(document: LineIndex, wanted: readonly string[]): number | undefined {
  const lines = wanted.map(normalizeLine);
  const votes = new Map<number, number>();
  for (const [at, line] of lines.entries()) {
    const places = line === "" ? [] : document.normal(line);
    if (places.length > tooCommon) continue;
    for (const place of places) votes.set(place - at, (votes.get(place - at) ?? 0) + line.length);
  }
  const [elected] = [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best), [-1, 0]);
  if (elected >= 0) return elected;
  const longest = lines.reduce((best, line) => (line.length > best.length ? line : best), "");
  let nearest: { readonly at: number; readonly similarity: number } | undefined;
  for (const { line, similarity } of document.distinct.like(longest, threshold)) {
    const at = document.distinct.places(line)[0] ?? -1;
    const isBetter = nearest === undefined || similarity > nearest.similarity;
    if (isBetter || (similarity === nearest?.similarity && at < nearest.at)) nearest = { at, similarity };
  }
  return nearest?.at;
}
