import type { LineMatch } from "./lineMatch.js";
import { lineSimilarity } from "./lineSimilarity.js";
import { matchWindows } from "./matchExact.js";

/** Every line has to be at least this similar: a changed word, not another statement. */
const threshold = 0.8;

/** Places with as many lines, each nearly the same: the model mistyped a name or a quote. */
export function matchLineFuzzy(document: readonly string[], wanted: readonly string[]): readonly LineMatch[] {
  return matchWindows(document, wanted, (line, other) => lineSimilarity(line, other) >= threshold);
}
