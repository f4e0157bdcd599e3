import type { LineMatch } from "./lineMatch.js";

/** Places where all lines are equal, to the character. */
export function matchExact(document: readonly string[], wanted: readonly string[]): readonly LineMatch[] {
  return matchWindows(document, wanted, (line, other) => line === other);
}

/** Places where every line of a window of the same height is `same` as the wanted one. */
export function matchWindows(
  document: readonly string[],
  wanted: readonly string[],
  same: (line: string, wanted: string, index: number) => boolean,
): readonly LineMatch[] {
  const found: LineMatch[] = [];
  for (let start = 0; start + wanted.length <= document.length; start++)
    if (wanted.every((line, index) => same(document[start + index] ?? "", line, index)))
      found.push({ start, end: start + wanted.length });
  return found;
}
