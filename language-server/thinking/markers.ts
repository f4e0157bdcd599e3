import type { Marker } from "./thoughtForms.js";

/** Longest text between a header's beginning and its end, in UTF-16 code units. */
const maxHeader = 80;

/** A marker that stands between two of these is spoken of, and marks nothing. */
const quotes = "`\"'";

/** The first marker in a text, or the place where more of the text may show that one begins there. */
export type FoundMarker =
  | { readonly at: number; readonly length: number; readonly then: Marker["then"] }
  | { readonly at: number; readonly length?: undefined };

/**
 * Finds the first marker of a text. Pure; the result for a text is that for the text and whatever follows it, or says
 * that it depends on what follows.
 *
 * @param before the character before the text; empty: none.
 */
export function findMarker(text: string, markers: readonly Marker[], before: string): FoundMarker | undefined {
  for (let at = 0; at < text.length; at++) {
    const found = markerAt(text, at, markers);
    if (found?.length === undefined) {
      if (found) return found;
      continue;
    }
    const quote = at === 0 ? before : text.charAt(at - 1);
    if (quote === "" || !quotes.includes(quote)) return found;
    const after = text.charAt(at + found.length);
    if (after === "") return { at };
    if (after !== quote) return found;
  }
  return undefined;
}

/** The marker that begins at a place of a text. Pure. */
export function markerAt(text: string, at: number, markers: readonly Marker[]): FoundMarker | undefined {
  for (const marker of markers) {
    const length = lengthAt(text, at, marker);
    if (length === "open") return { at };
    if (length !== undefined) return { at, length, then: marker.then };
  }
  return undefined;
}

/** The length of a marker at its place; `open`: it is not complete; `undefined`: it does not stand there. */
function lengthAt(text: string, at: number, { text: marker, until }: Marker): number | "open" | undefined {
  if (text.length - at < marker.length) return marker.startsWith(text.slice(at)) ? "open" : undefined;
  if (!text.startsWith(marker, at)) return undefined;
  if (until === undefined) return marker.length;
  const start = at + marker.length;
  const seen = text.slice(start, start + maxHeader + until.length);
  const end = seen.indexOf(until);
  const line = seen.indexOf("\n");
  if (line >= 0 && (end < 0 || line < end)) return undefined;
  if (end >= 0) return marker.length + end + until.length;
  return seen.length < maxHeader + until.length ? "open" : undefined;
}

/** The length of a text without the longest end that is one of these texts or a beginning of one. Pure. */
export function lengthBeforeEnding(text: string, endings: readonly string[]): number {
  const longest = Math.max(0, ...endings.map(({ length }) => length));
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(text.length - length);
    if (endings.some((ending) => ending.startsWith(end))) return text.length - length;
  }
  return text.length;
}
