import { normalizeLine, type LineIndex } from "./lineIndex.js";
import { windowsAt, type LineMatch } from "./lineMatch.js";

/**
 * Places where the lines differ in white space and typography only: indentation, blanks at the end, tabs against
 * spaces, curly quotes against straight ones.
 */
export function matchWhitespace(document: LineIndex, wanted: readonly string[]): readonly LineMatch[] {
  return windowsAt(
    wanted.map(normalizeLine),
    (line) => document.normal(line),
    (at, line) => document.normalLines[at] === line,
  );
}
