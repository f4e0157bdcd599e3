import type { CompletionFilter } from "./filter.js";

const closers = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);
const openers = new Set(closers.values());

/**
 * Replaces closing brackets behind the cursor that the completion brings along: editors write `)` as soon as `(` is
 * typed, and the model writes it too.
 */
export const closingBrackets: CompletionFilter = (candidate, { after }) => {
  if (candidate.replaces > 0) return candidate;
  const unmatched = unmatchedClosers(candidate.text);
  let covered = 0;
  while (covered < unmatched.length && after[covered] === unmatched[covered]) covered++;
  return { ...candidate, replaces: covered };
};

/** The closing brackets of a text that close nothing in it. Brackets in strings count: editors count them too. */
function unmatchedClosers(text: string): readonly string[] {
  const open: string[] = [];
  const unmatched: string[] = [];
  for (const char of text) {
    if (openers.has(char)) open.push(char);
    const opener = closers.get(char);
    if (opener === undefined) continue;
    if (open.at(-1) === opener) open.pop();
    else unmatched.push(char);
  }
  return unmatched;
}
