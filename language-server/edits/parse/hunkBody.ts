/** What a hunk of a diff or of a patch says, without its marks. */
export interface HunkBody {
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

/**
 * Reads the lines of one hunk. A line without any mark is context: models forget the blank in front, and editors strip
 * it from blank lines. "\ No newline at end of file" says nothing that the document does not know better.
 */
export function readHunkBody(lines: readonly string[]): HunkBody {
  const search: string[] = [];
  const replace: string[] = [];
  const last = lines.findLastIndex((line) => line.trim() !== "");
  for (const line of lines.slice(0, last + 1)) {
    const text = line.slice(1);
    if (line.startsWith("\\")) continue;
    if (line.startsWith("+")) replace.push(text);
    else if (line.startsWith("-")) search.push(text);
    else {
      const context = line.startsWith(" ") ? text : line;
      search.push(context);
      replace.push(context);
    }
  }
  return { search, replace };
}
