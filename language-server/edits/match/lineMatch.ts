import type { LineIndex } from "./lineIndex.js";

/** Lines of the document that were found: `start` up to but without `end`. */
export interface LineMatch {
  readonly start: number;
  readonly end: number;
}

/** One step of the ladder: all places that match by its rule. */
export type Matcher = (document: LineIndex, wanted: readonly string[]) => readonly LineMatch[];

/**
 * Places where a window of the same height matches line by line, looked for at the wanted line that is rarest.
 *
 * @param places of a wanted line in the document.
 * @param same whether line number `at` of the document is the wanted one.
 */
export function windowsAt(
  wanted: readonly string[],
  places: (line: string) => readonly number[],
  same: (at: number, wanted: string) => boolean,
): readonly LineMatch[] {
  let rarest = 0;
  let known = places(wanted[0] ?? "");
  for (const [index, line] of wanted.entries()) {
    const others = places(line);
    if (others.length < known.length) [rarest, known] = [index, others];
  }
  return known.flatMap((at) => {
    const start = at - rarest;
    return start >= 0 && wanted.every((line, index) => same(start + index, line))
      ? [{ start, end: start + wanted.length }]
      : [];
  });
}
