import { TextDocument } from "vscode-languageserver-textdocument";
import type { FileEdit } from "../../protocol/edits.js";
import { textHash } from "./textHash.js";

/** A hunk, and where it stands. Offsets are UTF-16 code units. */
export interface TrackedHunk {
  readonly oldText: string;
  readonly newText: string;
  readonly state: "open" | "accepted" | "discarded";
  /** Where it stands in `TrackedFile.base`. */
  readonly inBase: number;
  /** Where it stands in the document now; `undefined`: nowhere for sure. Means nothing once it is not open any more. */
  readonly start: number | undefined;
}

/** A file of a proposal and its document, as it was last seen. */
export interface TrackedFile {
  readonly edit: FileEdit;
  /** Path as the user knows it. */
  readonly path: string;
  /**
   * The text that the edit was made for (by its hash, not by its version: a document that was closed and opened again
   * counts from 1 once more), with the hunks that were accepted since. `undefined`: the document was another one.
   */
  readonly base: string | undefined;
  readonly text: string;
  readonly hunks: readonly TrackedHunk[];
}

/** A change of a document, in offsets of the text before it. */
export interface TextChange {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: string;
}

/** A replacement in offsets of the document. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** Begins to track a file. @param text of its document; empty for one that is not there yet. Pure. */
export function trackFile(edit: FileEdit, path: string, text: string): TrackedFile {
  const isKnown = textHash(text) === edit.hash;
  const document = TextDocument.create("", "", 0, text);
  const hunks = edit.hunks.map(({ range, oldText, newText }): TrackedHunk => {
    const inBase = document.offsetAt(range.start);
    const isTrue = isKnown && text.startsWith(oldText, inBase);
    return { oldText, newText, state: "open", inBase, start: isTrue ? inBase : undefined };
  });
  const inOrder = hunks.every(({ inBase }, at) => at === 0 || inBase >= endOf(hunks[at - 1]));
  const base = isKnown && inOrder ? text : undefined;
  return { edit, path, text, base, hunks: base === undefined ? hunks.map(lost) : hunks };
}

/**
 * The document changed. Changes beside a hunk move it; changes in it, or at its ends, take its place away, and then it is
 * looked for: what it replaces must occur exactly once, in the text that the edit was made for as well as now, as whole
 * lines where it was whole lines, and below or above the same line as before. Twice would be a guess, and a guess may land in the wrong place, so there is none.
 * Pure.
 *
 * @param changes from the last one in the document to the first, as the editor reports them; absent: unknown.
 */
export function followDocument(file: TrackedFile, text: string, changes?: readonly TextChange[]): TrackedFile {
  const { base } = file;
  if (text === file.text && !changes) return file;
  if (base === undefined) return { ...file, text };
  if (text === base) {
    return { ...file, text, hunks: file.hunks.map((hunk) => ({ ...hunk, start: hunk.inBase })) };
  }
  const moved = changes && textAfter(file.text, changes) === text ? changes : undefined;
  const open = file.hunks.map((hunk) => {
    if (hunk.state !== "open") return hunk;
    const start = moved && hunk.start !== undefined ? follow(hunk, hunk.start, moved, base, text) : undefined;
    return { ...hunk, start: start ?? found(hunk, base, text) };
  });
  return { ...file, text, hunks: withoutDisorder(open) };
}

/** What has to be replaced to accept open hunks; `undefined` when one of them has no certain place. Pure. */
export function replacements(file: TrackedFile, hunks: readonly number[]): readonly Replacement[] | undefined {
  const found: Replacement[] = [];
  for (const at of [...hunks].sort((a, b) => a - b)) {
    const hunk = file.hunks[at];
    if (hunk?.state !== "open" || hunk.start === undefined) return undefined;
    found.push({ start: hunk.start, end: hunk.start + hunk.oldText.length, newText: hunk.newText });
  }
  return found;
}

/** The numbers of the open hunks. Pure. */
export function openHunks({ hunks }: Pick<TrackedFile, "hunks">): readonly number[] {
  return hunks.flatMap(({ state }, at) => (state === "open" ? [at] : []));
}

/** Whether an open hunk has lost its place. Pure. */
export function hasLost({ hunks }: Pick<TrackedFile, "hunks">): boolean {
  return hunks.some(({ state, start }) => state === "open" && start === undefined);
}

/**
 * The file with hunks that are being put into the document: the change itself is still to come. Pure.
 */
export function withAccepted(file: TrackedFile, accepted: readonly number[]): TrackedFile {
  const parts = accepted
    .toSorted((a, b) => a - b)
    .flatMap((at) => {
      const hunk = file.hunks[at];
      return hunk ? [{ start: hunk.inBase, end: hunk.inBase + hunk.oldText.length, newText: hunk.newText }] : [];
    });
  // What stands behind an accepted hunk has moved.
  const shifted = (place: number) =>
    parts.reduce((sum, { start, end, newText }) => (end <= place ? sum + newText.length - (end - start) : sum), place);
  const hunks = file.hunks.map((hunk, at): TrackedHunk =>
    accepted.includes(at) ? { ...hunk, state: "accepted" } : { ...hunk, inBase: shifted(hunk.inBase) },
  );
  return { ...file, hunks, base: file.base === undefined ? undefined : replaced(file.base, parts) };
}

/** The file after hunks were thrown away. Pure. */
export function withDiscarded(file: TrackedFile, discarded: readonly number[]): TrackedFile {
  const hunks = file.hunks.map((hunk, at): TrackedHunk =>
    discarded.includes(at) && hunk.state === "open" ? { ...hunk, state: "discarded" } : hunk,
  );
  return { ...file, hunks };
}

/** The document's text with all open hunks that have a place. Pure. */
export function proposedText(file: TrackedFile): string {
  const placed = openHunks(file).filter((at) => file.hunks[at]?.start !== undefined);
  return replaced(file.text, replacements(file, placed) ?? []);
}

/** Where the open hunks that have a place stand in {@link proposedText}. Pure. */
export function proposedPlaces(
  file: TrackedFile,
): readonly { readonly hunk: number; readonly start: number; readonly end: number }[] {
  let moved = 0;
  return openHunks(file).flatMap((hunk) => {
    const { oldText = "", newText = "", start: from } = file.hunks[hunk] ?? {};
    if (from === undefined) return [];
    const start = from + moved;
    moved += newText.length - oldText.length;
    return [{ hunk, start, end: start + newText.length }];
  });
}

/** A text with replacements that are in order and do not overlap. Pure. */
export function replaced(text: string, parts: readonly Replacement[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, newText } of parts) {
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}

function lost(hunk: TrackedHunk): TrackedHunk {
  return { ...hunk, start: undefined };
}

function endOf(hunk: TrackedHunk | undefined): number {
  return hunk === undefined ? 0 : hunk.inBase + hunk.oldText.length;
}

function textAfter(text: string, changes: readonly TextChange[]): string {
  return changes.reduce(
    (now, { offset, removed, inserted }) => now.slice(0, offset) + inserted + now.slice(offset + removed),
    text,
  );
}

/** Where a hunk stands after the changes; `undefined` when they touched it. */
function follow(
  { oldText, inBase }: TrackedHunk,
  from: number,
  changes: readonly TextChange[],
  base: string,
  text: string,
): number | undefined {
  let start = from;
  for (const { offset, removed, inserted } of changes) {
    const end = start + oldText.length;
    const isBefore = offset + removed <= start;
    const isBehind = offset >= end;
    if (!isBefore && !isBehind) return undefined;
    // Where nothing is replaced, nobody knows on which side of the user's text the new one belongs.
    if (oldText === "" && (offset + removed === start || offset === start)) return undefined;
    if (isBefore) start += inserted.length - removed;
  }
  return isSame(oldText, inBase, base, start, text) ? start : undefined;
}

/** The only place of a hunk's old text beside a line that it had, if it has one, then as well as now. Overlapping occurrences count. */
function found({ oldText, inBase }: TrackedHunk, base: string, text: string): number | undefined {
  if (onlyPlace(base, oldText) !== inBase) return undefined;
  const start = onlyPlace(text, oldText);
  if (start === undefined || !isSame(oldText, inBase, base, start, text)) return undefined;
  // The user may have broken the one it is about and written the same anew somewhere else.
  const hasNeighbour =
    lineAbove(base, inBase) === lineAbove(text, start) ||
    lineBelow(base, inBase + oldText.length) === lineBelow(text, start + oldText.length);
  return hasNeighbour ? start : undefined;
}

/** The line above the one of this place; `undefined`: it is the first. */
function lineAbove(text: string, place: number): string | undefined {
  const end = place === 0 ? -1 : text.lastIndexOf("\n", place - 1);
  if (end < 0) return undefined;
  return end === 0 ? "" : text.slice(text.lastIndexOf("\n", end - 1) + 1, end);
}

/** The line below the one of this place; `undefined`: it is the last. */
function lineBelow(text: string, place: number): string | undefined {
  const start = text.indexOf("\n", place) + 1;
  if (start === 0) return undefined;
  const end = text.indexOf("\n", start);
  return text.slice(start, end < 0 ? undefined : end);
}

function onlyPlace(text: string, piece: string): number | undefined {
  if (piece === "") return undefined;
  const first = text.indexOf(piece);
  return first >= 0 && !text.includes(piece, first + 1) ? first : undefined;
}

/** Whether the piece stands there, and is whole lines where it was whole lines. */
function isSame(piece: string, inBase: number, base: string, start: number, text: string): boolean {
  const edges = (whole: string, at: number) => [isLineEnd(whole[at - 1]), isLineEnd(whole[at + piece.length])];
  const [before, after] = [edges(base, inBase), edges(text, start)];
  return text.startsWith(piece, start) && before.every((wasEdge, at) => !wasEdge || after[at] === true);
}

/** A line end, or the end of the text. */
function isLineEnd(sign: string | undefined): boolean {
  return sign === undefined || sign === "\n" || sign === "\r";
}

/** Hunks that overlap or changed their order are not the edit that was proposed: none of those that do keeps its place. */
function withoutDisorder(hunks: readonly TrackedHunk[]): readonly TrackedHunk[] {
  const placed = hunks.flatMap((hunk, at) =>
    hunk.state === "open" && hunk.start !== undefined
      ? [{ at, start: hunk.start, end: hunk.start + hunk.oldText.length }]
      : [],
  );
  const bad = new Set<number>();
  for (const [index, one] of placed.entries())
    for (const other of placed.slice(index + 1)) if (other.start < one.end) bad.add(one.at).add(other.at);
  return bad.size === 0 ? hunks : hunks.map((hunk, at) => (bad.has(at) ? lost(hunk) : hunk));
}
