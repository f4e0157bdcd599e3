import { PonderFailure } from "../../../protocol/errors.js";
import type { LineMatch, Matcher } from "./lineMatch.js";
import { matchExact } from "./matchExact.js";
import { matchLineFuzzy } from "./matchLineFuzzy.js";
import { matchSimilar } from "./matchSimilar.js";
import { matchWhitespace } from "./matchWhitespace.js";

/** A place, and by which rule it was found. */
export interface FoundLines extends LineMatch {
  readonly by: "exact" | "whitespace" | "lineFuzzy" | "similarity";
}

const ladder: readonly (readonly [FoundLines["by"], Matcher])[] = [
  ["exact", matchExact],
  ["whitespace", matchWhitespace],
  ["lineFuzzy", matchLineFuzzy],
  ["similarity", matchSimilar],
];

/**
 * Finds where a piece of text stands in a document: exactly, else by white space, else line by line with small
 * differences, else as a similar piece. The first rule that matches decides, and it must match in one place: a wrong
 * place is worse than no edit.
 *
 * @throws `ambiguous`, with the line numbers, or `noMatch`.
 */
export function findLines(document: readonly string[], wanted: readonly string[]): FoundLines {
  const core = trimBlank(wanted);
  if (core.length === 0) throw noMatch("The text to replace is empty.");
  for (const [by, matcher] of ladder) {
    const found = matcher(document, core);
    const [first, ...others] = found;
    if (first === undefined) continue;
    if (others.length === 0) return { ...first, by };
    const lines = found.map((match) => String(match.start + 1));
    throw new PonderFailure(
      "ambiguous",
      `The text to replace stands in ${String(found.length)} places: lines ${lines.join(", ")}.`,
      "Select the place that is meant and ask again.",
    );
  }
  throw noMatch(`The text to replace was not found: “${(core[0] ?? "").trim()}”.`);
}

/** Blank lines around a piece of text say nothing about where it stands. */
export function trimBlank(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first < 0) return [];
  return lines.slice(first, lines.findLastIndex((line) => line.trim() !== "") + 1);
}

function noMatch(message: string): PonderFailure {
  return new PonderFailure("noMatch", message, "The file may have changed. Ask again.");
}
