import { diffArrays, type ArrayChange } from "diff";
import type { Hunk } from "../../protocol/edits.js";

/** New text for the lines `start` up to but without `end`. */
export interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * The smallest pieces of whole lines in which two texts differ.
 *
 * @param offset number of the first old line.
 */
export function diffLines(oldLines: readonly string[], newLines: readonly string[], offset: number): LineEdit[] {
  const head = sharedLines(oldLines, newLines);
  const tail = sharedLines(oldLines.slice(head).toReversed(), newLines.slice(head).toReversed());
  const before = oldLines.slice(head, oldLines.length - tail);
  const after = newLines.slice(head, newLines.length - tail);
  if (before.length === 0 && after.length === 0) return [];
  const changes = diffArrays(before, after, { maxEditLength });
  const start = offset + head;
  // Too different to look for what stayed.
  return changes ? editsOf(changes, start) : [{ start, end: start + before.length, lines: after }];
}

/** Above this many added and removed lines the diff would cost seconds, and help nobody. */
const maxEditLength = 2_000;

function sharedLines(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function editsOf(changes: readonly ArrayChange<string>[], start: number): LineEdit[] {
  const edits: LineEdit[] = [];
  let line = start;
  let open: { start: number; end: number; lines: string[] } | undefined;
  for (const change of changes) {
    if (!change.added && !change.removed) {
      open = undefined;
      line += change.count;
      continue;
    }
    if (open === undefined) edits.push((open = { start: line, end: line, lines: [] }));
    if (change.added) open.lines.push(...change.value);
    else open.end = line += change.count;
  }
  return edits;
}

/** The lines with the edits made, which are in order and do not overlap. */
export function applyEdits(lines: readonly string[], edits: readonly LineEdit[]): readonly string[] {
  const result: string[] = [];
  let done = 0;
  for (const { start, end, lines: fresh } of edits) {
    result.push(...lines.slice(done, start), ...fresh);
    done = end;
  }
  return [...result, ...lines.slice(done)];
}

/**
 * Line edits as hunks of a document. A hunk that deletes lines takes one line end along; all others leave the line
 * ends that are there, so the document keeps its own and its last line stays as it was.
 *
 * @param lines the document; a final line end makes an empty last line.
 * @param lineEnd for the new lines.
 */
export function toHunks(lines: readonly string[], edits: readonly LineEdit[], lineEnd: string): Hunk[] {
  return edits.map((edit) => toHunk(lines, edit, lineEnd));
}

function toHunk(lines: readonly string[], { start, end, lines: added }: LineEdit, lineEnd: string): Hunk {
  const lengthOf = (line: number) => lines[line]?.length ?? 0;
  const old = lines.slice(start, end).join(lineEnd);
  const text = added.join(lineEnd);
  const hunk = (from: [number, number], to: [number, number], oldText: string, newText: string): Hunk => ({
    range: { start: { line: from[0], character: from[1] }, end: { line: to[0], character: to[1] } },
    oldText,
    newText,
  });
  const before: [number, number] = [start - 1, lengthOf(start - 1)];
  const last: [number, number] = [end - 1, lengthOf(end - 1)];
  if (end > start && added.length > 0) return hunk([start, 0], last, old, text);
  if (end > start) {
    if (end < lines.length) return hunk([start, 0], [end, 0], old + lineEnd, "");
    return start > 0 ? hunk(before, last, lineEnd + old, "") : hunk([0, 0], last, old, "");
  }
  if (start < lines.length) return hunk([start, 0], [start, 0], "", text + lineEnd);
  return hunk(before, before, "", lineEnd + text);
}
