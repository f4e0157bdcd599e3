import type { LineMatch } from "./lineMatch.js";
import { normalizeSpace } from "./lineSimilarity.js";
import { matchWindows } from "./matchExact.js";

/** Places where the lines differ in white space only: indentation, blanks at the end, tabs against spaces. */
export function matchWhitespace(document: readonly string[], wanted: readonly string[]): readonly LineMatch[] {
  return matchWindows(document.map(normalizeSpace), wanted.map(normalizeSpace), (line, other) => line === other);
}
