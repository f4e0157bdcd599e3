const closers = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);
const openers = new Set(closers.values());

/** The closing brackets of a text that close nothing in it. Brackets in strings count: editors count them too. */
export function unmatchedClosers(text: string): readonly string[] {
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
