/**
 * Where a line stands in a text that has changed: the line with the same text that is nearest to where it was.
 *
 * @returns `undefined` when there is none.
 */
export function findLineAgain(before: readonly string[], now: readonly string[], line: number): number | undefined {
  const wanted = before[line];
  let best: number | undefined;
  for (const [at, text] of now.entries())
    if (text === wanted && (best === undefined || Math.abs(at - line) < Math.abs(best - line))) best = at;
  return best;
}
