import { indentOf } from "./lines.js";

/**
 * Moves lines as the search text has to be moved to stand where it was found: each indentation that the search text
 * has becomes the one that stands there, tabs and blanks included.
 *
 * @param search the lines that were looked for, aligned with `old`, the lines that were found.
 */
export function moveIndents(
  lines: readonly string[],
  search: readonly string[],
  old: readonly string[],
): readonly string[] {
  const known = new Map<string, string>();
  for (const [at, line] of search.entries()) {
    if (line.trim() === "" || (old[at] ?? "").trim() === "") continue;
    const indent = indentOf(line);
    if (!known.has(indent)) known.set(indent, indentOf(old[at] ?? ""));
  }
  if ([...known].every(([from, to]) => from === to)) return lines;
  return lines.map((line) => {
    const indent = indentOf(line);
    const bases = [...known.keys()].filter((from) => indent.startsWith(from));
    const base = bases.reduce<string | undefined>(
      (a, b) => (a !== undefined && a.length > b.length ? a : b),
      undefined,
    );
    if (line.trim() === "" || base === undefined) return line;
    const deeper = inStyleOf(indent.slice(base.length), known);
    return (known.get(base) ?? "") + deeper + line.slice(indent.length);
  });
}

/** Deeper levels than the search text shows, with tabs or blanks as the document has them. */
function inStyleOf(indent: string, known: ReadonlyMap<string, string>): string {
  for (const [from, to] of known) {
    const tabs = /^\t+$/.exec(from)?.[0].length;
    const blanks = /^ +$/.exec(to)?.[0].length;
    if (tabs !== undefined && blanks !== undefined && blanks % tabs === 0)
      return indent.replaceAll("\t", " ".repeat(blanks / tabs));
    const oldTabs = /^\t+$/.exec(to)?.[0].length;
    const newBlanks = /^ +$/.exec(from)?.[0].length;
    if (oldTabs !== undefined && newBlanks !== undefined && newBlanks % oldTabs === 0)
      return indent.replaceAll(" ".repeat(newBlanks / oldTabs), "\t");
  }
  return indent;
}
