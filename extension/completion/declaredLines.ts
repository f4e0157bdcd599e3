/** The first lines of a declaration say what it is. */
const mostLines = 40;

/**
 * The first lines of a declaration.
 *
 * @param first line where it begins, from 0.
 * @param last line where it ends as the language support says. Many say the line of the name only; then the lines that
 *   are indented deeper belong to it, and the one that closes it.
 */
export function declaredLines(text: string, first: number, last: number): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/).slice(first, first + mostLines);
  if (last > first) return lines.slice(0, last - first + 1);
  const indent = indentOf(lines[0] ?? "");
  let end = 1;
  while (end < lines.length && (isBlank(lines[end]) || indentOf(lines[end] ?? "") > indent)) end++;
  if (/^\s*(?:[)\]}]|end\b)/.test(lines[end] ?? "") && indentOf(lines[end] ?? "") === indent) end++;
  while (end > 0 && isBlank(lines[end - 1])) end--;
  return lines.slice(0, end);
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

const isBlank = (line: string | undefined): boolean => line?.trim() === "";
