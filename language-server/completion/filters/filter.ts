import type { CompletionLines } from "../completionLines.js";
import type { CursorContext } from "../cursorContext.js";
import type { Reason } from "../reasons.js";

/** A completion on its way from the model to the editor. */
export interface Candidate {
  /** What is inserted at the caret. */
  readonly text: string;
  /** How many code units behind the caret it replaces, because it contains them already; never beyond the line. */
  readonly replaces: number;
}

/** Why a candidate is not shown. */
export interface Dropped {
  readonly dropped: Reason;
}

/**
 * Changes a candidate, or drops it and says why. Pure. Filters see `\n` as the only line end; the chain puts in the
 * document's own.
 */
export type CompletionFilter = (
  candidate: Candidate,
  context: CursorContext,
  lines: CompletionLines,
) => Candidate | Dropped;
