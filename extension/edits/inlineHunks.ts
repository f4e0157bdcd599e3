import { TextDocument } from "vscode-languageserver-textdocument";
import { openHunks, type TrackedFile } from "./trackedFile.js";

/** How an open hunk is shown between the lines of its document. Lines are zero-based. */
export interface InlineHunk {
  /** Which hunk of the file. */
  readonly hunk: number;
  /** Where its buttons stand: above this line. */
  readonly line: number;
  /** Lines of the document that would be changed or removed. */
  readonly removed: readonly number[];
  /** What would stand there instead, behind which line. */
  readonly notes: readonly { readonly line: number; readonly text: string }[];
  /** The whole change, as lines of a diff. */
  readonly diff: string;
}

/** Longest text behind a line, in UTF-16 code units. */
const longest = 200;

/** The open hunks that have a place. Pure. @param more says how many further lines there are. */
export function inlineHunks(file: TrackedFile, more: (lines: number) => string): readonly InlineHunk[] {
  const document = TextDocument.create("", "", 0, file.text);
  const last = document.lineCount - 1;
  return openHunks(file).flatMap((hunk): readonly InlineHunk[] => {
    const { oldText = "", newText = "", start } = file.hunks[hunk] ?? {};
    if (start === undefined) return [];
    const removed = linesOf(document, start, oldText);
    const added = textLines(newText);
    const line = removed[0] ?? document.positionAt(start).line;
    // What is only added is shown behind the line above it.
    const places = removed.length > 0 ? removed : [Math.max(0, isLineStart(document, start) ? line - 1 : line)];
    const notes = places.slice(0, added.length).map((place, at) => ({ line: place, text: shown(added[at] ?? "") }));
    const rest = added.length - notes.length;
    const end = notes.at(-1);
    const withRest = rest > 0 && end ? [...notes.slice(0, -1), { ...end, text: `${end.text} ${more(rest)}` }] : notes;
    const diff = [...textLines(oldText).map((text) => `-${text}`), ...added.map((text) => `+${text}`)].join("\n");
    return [{ hunk, line: Math.min(line, last), removed, notes: withRest, diff }];
  });
}

/** Numbers of the lines that a piece of text is made of. */
function linesOf(document: TextDocument, start: number, piece: string): readonly number[] {
  if (piece === "") return [];
  const from = document.positionAt(start + (/^(?:\r\n|\r|\n)/.exec(piece)?.[0].length ?? 0)).line;
  const to = document.positionAt(start + piece.length - (/(?:\r\n|\r|\n)$/.exec(piece)?.[0].length ?? 0)).line;
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
}

/** The lines of a hunk's text, without the line end that it takes along. */
function textLines(text: string): readonly string[] {
  if (text === "") return [];
  return text
    .replace(/^(?:\r\n|\r|\n)/, "")
    .replace(/(?:\r\n|\r|\n)$/, "")
    .split(/\r\n|\r|\n/);
}

function isLineStart(document: TextDocument, offset: number): boolean {
  return document.positionAt(offset).character === 0;
}

function shown(line: string): string {
  const text = line.trim();
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
