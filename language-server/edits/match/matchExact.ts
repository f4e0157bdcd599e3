import type { LineIndex } from "./lineIndex.js";
import { windowsAt, type LineMatch } from "./lineMatch.js";

/** Places where all lines are equal, to the character. */
export function matchExact(document: LineIndex, wanted: readonly string[]): readonly LineMatch[] {
  return windowsAt(
    wanted,
    (line) => document.exact(line),
    (at, line) => document.lines[at] === line,
  );
}
