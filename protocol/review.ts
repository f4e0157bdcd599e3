import type { ChatTurnResult } from "./chat.js";
import type { ThinkingEffort } from "./settings.js";
import type { Range } from "./text.js";

/** Something that a review found. */
export interface Finding {
  /** The lines that it is about, as a whole. */
  readonly range: Range;
  /** Markdown. From the answer, never from the thought. */
  readonly message: string;
}

/**
 * `ponder/review`, client → server, request.
 *
 * Sent by the Review command. The document must be open in the server. Partial results: `TurnEvent[]`. Cancelling it
 * answers `RequestCancelled`. Errors: `documentNotOpen`, `documentChanged`, `noProposal` when the answer says neither what
 * was found nor that nothing was, and those of `ponder/chat/turn`.
 */
export interface ReviewParams {
  readonly uri: string;
  /** Version of the document that `range` belongs to. */
  readonly version: number;
  /** The selection; the whole document when absent. */
  readonly range?: Range;
  /** Path to show to the model; see `ContextItem.path`. */
  readonly path: string;
  /** What to look at above all. */
  readonly instruction?: string;
  /** How much the model may think; absent: the setting `ponder.thinking.effort`. */
  readonly effort?: ThinkingEffort;
  readonly partialResultToken?: number | string;
}

export interface ReviewResult {
  /** In document order; empty: the model found nothing. */
  readonly findings: readonly Finding[];
  /** How many remarks of the answer are about lines that are not there; absent: none. */
  readonly dropped?: number;
  /** Version of the document that the ranges belong to. */
  readonly version: number;
  readonly turn: ChatTurnResult;
}

export const reviewMethod = "ponder/review";
