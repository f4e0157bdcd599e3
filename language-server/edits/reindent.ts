import { commonIndent, indentOf } from "./lines.js";

/**
 * Gives rewritten lines the indentation of those they replace, by shifting all of them as a whole: models often answer
 * with a method as if it stood at the margin. The shape of the new code is never changed.
 */
export function reindent(newLines: readonly string[], oldLines: readonly string[]): string[] {
  const wanted = commonIndent(oldLines);
  const given = commonIndent(newLines);
  if (isFirstLineTrimmed(newLines, oldLines)) return [wanted + (newLines[0] ?? ""), ...newLines.slice(1)];
  if (given === wanted) return [...newLines];
  return newLines.map((line) => (line.trim() === "" ? line : wanted + line.slice(given.length)));
}

/** Only the first line lost its indentation: the answer was trimmed as a whole, the rest stands where it belongs. */
function isFirstLineTrimmed(newLines: readonly string[], oldLines: readonly string[]): boolean {
  const [first = "", ...rest] = newLines;
  const wanted = commonIndent(oldLines);
  if (wanted === "" || indentOf(first) !== "" || rest.every((line) => line.trim() === "")) return false;
  return commonIndent(rest).startsWith(wanted) && commonIndent(rest).length >= commonIndent(oldLines.slice(1)).length;
}
