import { PonderFailure } from "../../protocol/errors.js";
import type { LineEdit } from "./hunks.js";

/** The edits of one block of an answer. */
export interface BlockEdits {
  /** Which block, from 1. */
  readonly block: number;
  readonly edits: readonly LineEdit[];
}

/** A block that cannot be applied. */
export interface FailedBlock {
  readonly block: number;
  readonly failure: PonderFailure;
}

/**
 * Joins the edits of all blocks in document order. Blocks that change the same lines contradict each other: none of
 * them is taken. A block that repeats another one to the letter says nothing new.
 */
export function joinEdits(placed: readonly BlockEdits[]): {
  readonly edits: readonly LineEdit[];
  readonly failed: readonly FailedBlock[];
} {
  const all = withoutRepeats(placed)
    .flatMap(({ block, edits }) => edits.map((edit) => ({ block, edit })))
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end);
  const contested = new Map<number, number>();
  let widest: (typeof all)[number] | undefined;
  for (const one of all) {
    if (widest && widest.block !== one.block && overlap(widest.edit, one.edit))
      for (const { block } of [widest, one]) contested.set(block, contested.get(block) ?? one.edit.start);
    if (widest === undefined || one.edit.end >= widest.edit.end) widest = one;
  }
  return {
    edits: mergeTouching(all.filter(({ block }) => !contested.has(block)).map(({ edit }) => edit)),
    failed: [...contested].map(([block, line]) => ({ block, failure: contradiction(line) })),
  };
}

function withoutRepeats(placed: readonly BlockEdits[]): readonly BlockEdits[] {
  const seen = new Set<string>();
  return placed.filter(({ edits }) => {
    const text = JSON.stringify(edits);
    return !seen.has(text) && seen.add(text);
  });
}

/** `b` begins at or after `a`. Two insertions at one place have no order. */
function overlap(a: LineEdit, b: LineEdit): boolean {
  return b.start < a.end || (a.start === b.start && a.end === b.end);
}

/** Edits that touch become one: the line end between them belongs to one only. */
function mergeTouching(edits: readonly LineEdit[]): readonly LineEdit[] {
  const merged: LineEdit[] = [];
  for (const edit of edits) {
    const last = merged.at(-1);
    if (last?.end === edit.start)
      merged[merged.length - 1] = { start: last.start, end: edit.end, lines: [...last.lines, ...edit.lines] };
    else merged.push(edit);
  }
  return merged;
}

function contradiction(line: number): PonderFailure {
  return new PonderFailure(
    "ambiguous",
    `Two blocks of the answer change the same line: ${String(line + 1)}.`,
    "Ask again.",
    { positions: [{ line, character: 0 }] },
  );
}
