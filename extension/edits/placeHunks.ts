import { TextDocument } from "vscode-languageserver-textdocument";
import type { FileEdit, Hunk } from "../../protocol/edits.js";

/** A replacement in offsets (UTF-16 code units) of the text it was placed in. */
export interface PlacedHunk {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/**
 * Finds the places of a file's hunks in the document as it is now.
 *
 * In the text that the edit was made for, every hunk must stand where it says. In a later one each hunk is
 * looked for once more: what it replaces must occur exactly once, then as well as now. Twice would be a guess, and a
 * guess may land in the wrong place, so there is none. Pure.
 *
 * @param base the text that the edit was made for (by its hash, not by its version: a document that was closed and
 * opened again counts from 1 once more); where it is not known, there is no place.
 * @returns the hunks in document order, or `undefined`: the document has changed too much.
 */
export function placeHunks(
  { hunks }: Pick<FileEdit, "hunks">,
  base: string | undefined,
  text: string,
): readonly PlacedHunk[] | undefined {
  if (base === undefined) return undefined;
  if (text === base) return placeAsStated(hunks, text);
  const placed: PlacedHunk[] = [];
  for (const { oldText, newText } of hunks) {
    if (onlyPlace(base, oldText) === undefined) return undefined;
    const start = onlyPlace(text, oldText);
    // Hunks that overlap or changed their order are not the edit that was proposed.
    if (start === undefined || start < (placed.at(-1)?.end ?? 0)) return undefined;
    placed.push({ start, end: start + oldText.length, newText });
  }
  return placed;
}

/** The text with the hunks applied. */
export function applyPlaced(text: string, placed: readonly PlacedHunk[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, newText } of placed) {
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}

function placeAsStated(hunks: readonly Hunk[], text: string): readonly PlacedHunk[] | undefined {
  const document = TextDocument.create("", "", 0, text);
  const placed: PlacedHunk[] = [];
  for (const { range, oldText, newText } of hunks) {
    const start = document.offsetAt(range.start);
    const end = document.offsetAt(range.end);
    if (text.slice(start, end) !== oldText || start < (placed.at(-1)?.end ?? 0)) return undefined;
    placed.push({ start, end, newText });
  }
  return placed;
}

/** Where `piece` stands in `text`, if it does so exactly once. Overlapping occurrences count. */
function onlyPlace(text: string, piece: string): number | undefined {
  if (piece === "") return undefined;
  const first = text.indexOf(piece);
  return first >= 0 && text.indexOf(piece, first + 1) < 0 ? first : undefined;
}
