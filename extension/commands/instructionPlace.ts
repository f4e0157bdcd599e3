import type { Range } from "../../protocol/text.js";
import { moveRange, type LineChange } from "../review/moveRange.js";

/**
 * A selection without the line end that it ends with: what is asked about whole lines belongs below the last of them,
 * not below the line that the caret stands in. Pure.
 *
 * @param lengthOf how many UTF-16 code units a line has.
 */
export function withoutLastLineEnd({ start, end }: Range, lengthOf: (line: number) => number): Range {
  if (end.character > 0 || end.line === start.line) return { start, end };
  const line = end.line - 1;
  return { start, end: { line, character: lengthOf(line) } };
}

/**
 * Where a piece of code stands after changes of its document, in the order in which they were made; `undefined` when it
 * is gone. A caret stays one: without an extent the code around it is meant. Pure.
 */
export function followPlace(place: Range, changes: readonly LineChange[]): Range | undefined {
  const isCaret = place.start.line === place.end.line && place.start.character === place.end.character;
  const moved = changes.reduce<Range | undefined>((at, change) => at && moveRange(at, change), place);
  return moved && isCaret ? { start: moved.end, end: moved.end } : moved;
}
