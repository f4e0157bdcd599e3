import { sizeOf, tailOf } from "./textSize.js";

/** Where a window starts is a multiple of this many lines of the document: it is the same one from nearby carets. */
const gridLines = 16;
/** A window stays where it is until it holds so much of its budget. */
const mostHeld = 1.25;
/**
 * What a window holds of its budget after it had to move. Every token of it is evaluated again, so it moves far and
 * seldom: with a half, a move costs about 10 tokens for each line that was typed since the last one.
 */
const heldAfterMove = 0.5;
/** A window that would hold less of its budget than this does not stay where it was, as there is more to show. */
const leastHeld = 0.25;
/** So many code units are looked for to find the start of the previous window again. */
const landmark = 200;

/**
 * The lines above the caret's that a prompt shows.
 *
 * @param before the document before the caret's line; it may have been cut where it is longer than two budgets.
 * @param line number of the caret's line, from 0.
 * @param isWhole nothing was cut from `before`.
 * @param budget in bytes.
 * @param previous what was shown last; the answer begins with the same text for as long as it can.
 */
export function aboveWindow(
  before: string,
  line: number,
  isWhole: boolean,
  budget: number,
  previous: string | undefined,
): string {
  const start = previous === undefined || previous === "" ? undefined : find(before, previous);
  if (start === undefined) return fresh(before, line, isWhole, budget);
  const kept = before.slice(start);
  const held = sizeOf(kept) / budget;
  if (held > mostHeld) return fresh(before, line, isWhole, budget * heldAfterMove);
  return held >= leastHeld || (isWhole && start === 0) ? kept : fresh(before, line, isWhole, budget);
}

/** Where the previous window began: the place from which the most of it is still there. */
function find(before: string, previous: string): number | undefined {
  // Nothing but the caret's line has changed: the most frequent case, and the only one that is clear in periodic text.
  if (before.endsWith(previous)) return before.length - previous.length;
  const head = previous.slice(0, landmark);
  let best: number | undefined;
  let mostSame = 0;
  for (let at = before.indexOf(head); at >= 0; at = before.indexOf(head, at + 1)) {
    const same = sameLength(before.slice(at, at + previous.length), previous);
    if (same > mostSame) {
      best = at;
      mostSame = same;
    }
    if (same === previous.length) break;
  }
  return best;
}

/** Length of the common beginning. */
function sameLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** The window for a caret that nothing is known of: on the grid, unless the lines are very long. */
function fresh(before: string, line: number, isWhole: boolean, limit: number): string {
  let wholeLines = before.length;
  let onGrid = before.length;
  let size = 0;
  for (let end = before.length, number = line; end > 0;) {
    const start = end === 1 ? 0 : before.lastIndexOf("\n", end - 2) + 1;
    size += sizeOf(before.slice(start, end));
    if (size > limit || (start === 0 && !isWhole)) break;
    number--;
    wholeLines = start;
    if (start === 0 || number % gridLines === 0) onGrid = start;
    end = start;
  }
  if (onGrid === 0) return before;
  for (const start of [onGrid, wholeLines]) {
    const lines = before.slice(start);
    if (sizeOf(lines) >= limit / 2) return lines;
  }
  return tailOf(before, limit);
}
