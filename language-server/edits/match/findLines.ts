import { PonderFailure } from "../../../protocol/errors.js";
import { normalizeLine, type LineIndex } from "./lineIndex.js";
import type { LineMatch, Matcher } from "./lineMatch.js";
import { matchExact } from "./matchExact.js";
import { matchLineFuzzy } from "./matchLineFuzzy.js";
import { matchSimilar } from "./matchSimilar.js";
import { matchWhitespace } from "./matchWhitespace.js";
import { nearestPlace } from "./nearestPlace.js";

/** A place, and by which rule it was found. */
export interface FoundLines extends LineMatch {
  readonly by: "exact" | "whitespace" | "lineFuzzy" | "similarity";
}

/** What an answer says about the place besides its text. It decides between places, it never makes one. */
export interface PlaceHints {
  /** Zero-based line; counts between exact matches only. */
  readonly hint?: number;
  /** Lines above the place, outermost first. */
  readonly anchors?: readonly string[];
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
 * @throws `ambiguous`, with the places, or `noMatch`, with the nearest line.
 */
export function findLines(document: LineIndex, wanted: readonly string[], hints: PlaceHints = {}): FoundLines {
  const core = trimBlank(wanted);
  if (core.length === 0) throw noMatch("The text to replace is empty.");
  for (const [by, matcher] of ladder) {
    const all = matcher(document, core);
    if (all.length === 0) continue;
    const below = belowAnchors(document, all, hints.anchors ?? []);
    const places = by === "exact" ? nearestTo(below, hints.hint) : below;
    const [first, ...others] = places;
    if (first === undefined)
      throw noMatch(`The text to replace does not stand below “${hints.anchors?.at(-1) ?? ""}”.`);
    if (others.length === 0) return { ...first, by };
    const lines = places.map((match) => String(match.start + 1));
    throw new PonderFailure(
      "ambiguous",
      `The text to replace stands in ${String(places.length)} places: lines ${shortList(lines)}.`,
      "Select the place that is meant and ask again.",
      { positions: places.map(({ start }) => ({ line: start, character: 0 })) },
    );
  }
  throw notFound(document, core);
}

/** Blank lines around a piece of text say nothing about where it stands. */
export function trimBlank(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first < 0) return [];
  return lines.slice(first, lines.findLastIndex((line) => line.trim() !== "") + 1);
}

/**
 * The matches below the anchors: between an anchor and the next line like it. Anchors that do not stand in the document
 * say nothing.
 */
function belowAnchors(
  document: LineIndex,
  found: readonly LineMatch[],
  anchors: readonly string[],
): readonly LineMatch[] {
  const innermost = anchors.at(-1);
  if (innermost === undefined) return found;
  let places = document.normal(normalizeLine(innermost));
  for (const outer of anchors.slice(0, -1)) {
    const [first, ...others] = document.normal(normalizeLine(outer));
    if (first !== undefined && others.length === 0) places = places.filter((at) => at > first);
  }
  const [anchor, ...others] = places;
  if (anchor === undefined || others.length > 0) return found;
  const below = found.filter(({ start }) => start >= anchor);
  const inBlock = below.filter(({ start }) => start <= blockEnd(document.lines, anchor));
  return inBlock.length > 0 ? inBlock : below;
}

/** The last line that is indented deeper than a line, blank ones aside. */
function blockEnd(lines: readonly string[], from: number): number {
  const width = (line: string) => line.search(/\S/);
  const indent = width(lines[from] ?? "");
  let end = from;
  for (let at = from + 1; at < lines.length; at++) {
    const own = width(lines[at] ?? "");
    if (own >= 0 && own <= indent) break;
    end = at;
  }
  return end;
}

function nearestTo(found: readonly LineMatch[], hint: number | undefined): readonly LineMatch[] {
  if (hint === undefined || found.length < 2) return found;
  const least = Math.min(...found.map(({ start }) => Math.abs(start - hint)));
  return found.filter(({ start }) => Math.abs(start - hint) === least);
}

/** Longest list of line numbers in a message. */
const shown = 8;

function shortList(items: readonly string[]): string {
  return items.length <= shown ? items.join(", ") : `${items.slice(0, shown).join(", ")}, …`;
}

function notFound(document: LineIndex, wanted: readonly string[]): PonderFailure {
  const line = nearestPlace(document, wanted);
  const looked = `The text to replace was not found: “${excerpt(wanted[0] ?? "")}”.`;
  if (line === undefined) return noMatch(looked);
  const text = document.lines[line] ?? "";
  const near = `The nearest is line ${String(line + 1)}: “${excerpt(text)}”.`;
  return noMatch(`${looked} ${near}`, { line, text });
}

function excerpt(line: string): string {
  const text = line.trim();
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}

function noMatch(message: string, nearest?: { readonly line: number; readonly text: string }): PonderFailure {
  return new PonderFailure("noMatch", message, "The file may have changed. Ask again.", nearest ? { nearest } : {});
}
