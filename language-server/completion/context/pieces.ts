import { sizeOf } from "../layout/textSize.js";
import type { PieceLimit } from "./gatherer.js";

const lineEnd = /\r\n|\r|\n/;

/** The lines of a text, without their ends. */
export const linesOf = (text: string): readonly string[] => text.split(lineEnd);

/** Number of the line of an offset, from 0. */
export function lineOfOffset(text: string, offset: number): number {
  let line = 0;
  for (let at = 0; at < offset; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) line++;
  }
  return line;
}

/**
 * Lines around a line: the same for carets that are near each other, since it begins on a grid of half a piece. Ends
 * with a line end; empty where there is nothing but blank lines, or where the line alone is too long.
 */
export function pieceAround(lines: readonly string[], line: number, limit: PieceLimit): string {
  const step = Math.max(1, Math.floor(limit.lines / 2));
  const first = Math.max(0, Math.floor((line - step / 2) / step) * step);
  const start = Math.max(0, Math.min(first, lines.length - limit.lines));
  return piece(lines.slice(start, start + limit.lines), limit, line - start);
}

/** The beginning of a text, in whole lines. */
export const firstLines = (lines: readonly string[], limit: PieceLimit): string => piece(lines, limit, 0);

/** As many of the lines as the limit allows, those around `middle` first; without blank lines at the ends. */
function piece(lines: readonly string[], limit: PieceLimit, middle: number): string {
  const at = Math.max(0, Math.min(middle, lines.length - 1));
  let start = at;
  let end = at;
  let size = 0;
  // Grows downwards first: what follows a place says more about it than what stands above.
  for (;;) {
    const below = end < lines.length && end - start < limit.lines ? sizeOf(lines[end] ?? "") + 1 : undefined;
    if (below !== undefined && size + below <= limit.bytes) {
      size += below;
      end++;
      continue;
    }
    const above = start > 0 && end - start < limit.lines ? sizeOf(lines[start - 1] ?? "") + 1 : undefined;
    if (above === undefined || size + above > limit.bytes) break;
    size += above;
    start--;
  }
  while (start < end && (lines[start] ?? "").trim() === "") start++;
  while (end > start && (lines[end - 1] ?? "").trim() === "") end--;
  return start === end ? "" : `${lines.slice(start, end).join("\n")}\n`;
}
