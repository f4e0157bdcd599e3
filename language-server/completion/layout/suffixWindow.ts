import { openClosers } from "./openClosers.js";
import { headOf, sizeOf } from "./textSize.js";

/** How much of a text has to be the same for it to count as nearly the same. */
const nearly = 0.9;

/** What stands behind the caret. */
export interface SuffixWindow {
  readonly suffix: string;
  readonly closers: string;
}

/**
 * The rest of the caret's line and the lines below it that a prompt shows.
 *
 * The rest of the line is always right, but for closers of what `typed` opens: an editor inserts them with the bracket,
 * the user types through them, and each time the model would have to read the whole suffix again.
 *
 * @param typed the caret's line up to the caret.
 * @param after the document behind the caret.
 * @param budget in bytes.
 * @param previous what was shown last, where the lines above are the same as then.
 */
export function suffixWindow(typed: string, after: string, budget: number, previous: string | undefined): SuffixWindow {
  const end = after.indexOf("\n");
  const wholeRest = end < 0 ? after : after.slice(0, end);
  const closers = hiddenClosers(typed, wholeRest, previous === undefined ? undefined : lineOf(previous));
  const rest = wholeRest.slice(closers.length);
  if (sizeOf(rest) > budget) return { suffix: headOf(rest, budget), closers };
  const suffix = end < 0 ? rest : `${rest}\n${wholeLines(after.slice(end + 1), budget)}`;
  const keeps = previous !== undefined && lineOf(previous) === rest && isNearly(previous, suffix);
  return { suffix: keeps ? previous : suffix, closers };
}

const lineOf = (text: string): string => text.split("\n", 1)[0] ?? "";

/** Those closers are hidden that are all there is in the rest of the line, or all that is new in it. */
function hiddenClosers(typed: string, rest: string, previousRest: string | undefined): string {
  const expected = openClosers(typed);
  let count = 0;
  while (count < expected.length && rest[count] === expected[count]) count++;
  if (rest.slice(count).trim() === "") return rest.slice(0, count);
  const isNew = previousRest !== undefined && previousRest !== "" && rest.endsWith(previousRest);
  const added = isNew ? rest.length - previousRest.length : 0;
  return added <= count ? rest.slice(0, added) : "";
}

/** As many whole lines as the budget allows; of a first one that is longer, its beginning. */
function wholeLines(below: string, budget: number): string {
  const most = headOf(below, budget);
  if (most.length === below.length) return below;
  const end = most.lastIndexOf("\n");
  return end < 0 ? most : most.slice(0, end + 1);
}

/** Whether two texts differ in one place only, and there in little. */
function isNearly(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return start + end >= nearly * Math.max(a.length, b.length);
}
