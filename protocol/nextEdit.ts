import type { Position, Range } from "./text.js";

/**
 * `ponder/completion/nextEdit`, client → server, request: is there a place that an edit by hand made stale? The answer
 * is a `NextEdit`, or null where there is none, or none that is certain; `version` is the document's, and an answer to
 * an older one is null. Errors: none of its own.
 */
export interface NextEditParams {
  readonly uri: string;
  readonly version: number;
  /** The caret: the next place behind it is wanted, else the first one of the document. */
  readonly position: Position;
}

/** A place that an edit made stale, and what belongs there. */
export interface NextEdit {
  /** The same for all places of one edit, so that they can be declined together. */
  readonly id: number;
  /** A local name was changed where it is declared; a function got a parameter more, or one less. */
  readonly kind: "renamed" | "parameterAdded" | "parameterRemoved";
  readonly range: Range;
  readonly newText: string;
  /** How many such places there are, with this one. */
  readonly places: number;
}

export type NextEditResult = NextEdit | null;

export const nextEditMethod = "ponder/completion/nextEdit";
