import type { Range } from "../../protocol/text.js";

/** A change of a text: these lines were replaced by so many line ends more or fewer. */
export interface LineChange {
  readonly range: Range;
  readonly text: string;
}

/**
 * Where whole lines stand after a change above or inside of them; `undefined` when they are gone. Pure.
 *
 * @param range its start and end are the first and the last line.
 */
export function moveRange(range: Range, { range: changed, text }: LineChange): Range | undefined {
  const added = text.split(/\r\n|\r|\n/).length - 1;
  const removed = changed.end.line - changed.start.line;
  const by = added - removed;
  const { start, end } = range;
  if (changed.start.line > end.line) return range;
  // Up to the margin of the first line nothing of it was touched.
  const isAbove = changed.end.line < start.line || (changed.end.line === start.line && changed.end.character === 0);
  if (isAbove) return moved(range, by, by);
  const isGone = changed.start.line < start.line && changed.end.line > end.line;
  if (isGone) return undefined;
  const first = changed.start.line < start.line ? changed.start.line + added : start.line;
  return { start: { line: first, character: 0 }, end: { ...end, line: Math.max(first, end.line + by) } };
}

function moved({ start, end }: Range, first: number, last: number): Range {
  return { start: { ...start, line: start.line + first }, end: { ...end, line: end.line + last } };
}
