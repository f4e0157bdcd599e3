import { PonderFailure } from "../../protocol/errors.js";
import { trimBlank } from "./match/findLines.js";
import { LineIndex, normalizeLine } from "./match/lineIndex.js";
import { matchWhitespace } from "./match/matchWhitespace.js";

/** `// ... existing code ...`, `# rest unchanged`, `...`: the model left lines out. */
const elision =
  /^\s*(?:(?:\/\/|\/\*|#|--|<!--|;)\s*(?:\.{3}|…)|(?:\/\/|\/\*|#|--|<!--|;)\s*\(?(?:the )?(?:rest|remaining|other|existing|previous)\b.*\b(?:code|unchanged|same|here|lines|methods?|functions?)\b|(?:\.{3}|…)\s*$)/i;

/**
 * Puts the lines back that a model left out (`// ... existing code ...`): those between the text right above the mark
 * and the text right below it, each of which must stand in the old code exactly once, in this order. The beginning and
 * the end of the old code count as such places, for a mark in the first or the last line; without a mark there, the
 * new code has to begin and end with the lines that the old code begins and ends with.
 *
 * @param oldLines the same line in the old text is no elision (`...` is valid Python).
 * @returns the new lines as they are when nothing was left out.
 * @throws `noProposal` when it is not certain which lines are meant: putting the marks into the file would delete them.
 */
export function expandElisions(newLines: readonly string[], oldLines: readonly string[]): readonly string[] {
  const mark = newLines.find((line) => isElision(line, oldLines));
  if (mark === undefined) return newLines;
  const old = new LineIndex(oldLines);
  const pieces = cutAtElisions(newLines, oldLines);
  const result: string[] = [];
  let done = 0;
  for (const [index, piece] of pieces.entries()) {
    result.push(...piece);
    if (index === pieces.length - 1) break;
    const next = pieces[index + 1] ?? [];
    const from = piece.length === 0 && index === 0 ? 0 : endOfAnchor(old, piece);
    const to = next.length === 0 && index + 1 === pieces.length - 1 ? oldLines.length : startOfAnchor(old, next);
    if (from === undefined || to === undefined || from < done || to <= from) throw leftOut(mark);
    result.push(...oldLines.slice(from, to));
    done = to;
  }
  if (!sharesEdges(pieces, oldLines)) throw leftOut(mark);
  return result;
}

/** Whether a line stands for lines that were left out. The same line in the old text is text. */
export function isElision(line: string, oldLines: readonly string[]): boolean {
  return elision.test(line) && !oldLines.some((old) => old.trim() === line.trim());
}

/** The pieces between the lines that {@link isElision} knows, without blank lines around them. */
export function cutAtElisions(lines: readonly string[], oldLines: readonly string[]): readonly (readonly string[])[] {
  const pieces: string[][] = [[]];
  for (const line of lines) {
    if (isElision(line, oldLines)) pieces.push([]);
    else pieces.at(-1)?.push(line);
  }
  return pieces.map(trimBlank);
}

/** The line after the shortest end of `piece` that stands in the old code exactly once. */
function endOfAnchor(old: LineIndex, piece: readonly string[]): number | undefined {
  for (let height = 1; height <= piece.length; height++) {
    const [place, ...others] = matchWhitespace(old, piece.slice(-height));
    if (place === undefined) return undefined;
    if (others.length === 0) return place.end;
  }
  return undefined;
}

/** The first line of the shortest beginning of `piece` that stands in the old code exactly once. */
function startOfAnchor(old: LineIndex, piece: readonly string[]): number | undefined {
  for (let height = 1; height <= piece.length; height++) {
    const [place, ...others] = matchWhitespace(old, piece.slice(0, height));
    if (place === undefined) return undefined;
    if (others.length === 0) return place.start;
  }
  return undefined;
}

/** Without a mark at the edge, the piece there must be the edge of the old code, or lines outside would be lost. */
function sharesEdges(pieces: readonly (readonly string[])[], oldLines: readonly string[]): boolean {
  const old = trimBlank(oldLines);
  const same = (a: string | undefined, b: string | undefined) =>
    a === undefined || normalizeLine(a) === normalizeLine(b ?? "");
  return same(pieces[0]?.[0], old[0]) && same(pieces.at(-1)?.at(-1), old.at(-1));
}

function leftOut(mark: string): PonderFailure {
  return new PonderFailure(
    "noProposal",
    `The answer leaves lines out (“${mark.trim()}”), and it is not certain which.`,
    "Select fewer lines and ask again.",
  );
}
