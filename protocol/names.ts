import type { Position } from "./text.js";

/**
 * `ponder/names/suggest`, client → server, request.
 *
 * Sent by the command that suggests names. The document must be open in the server. Cancelling it answers
 * `RequestCancelled`. Errors: `documentNotOpen`, `noProposal` when there is no name at this place or the answer holds
 * none, and those of `ponder/chat/turn`.
 */
export interface NamesSuggestParams {
  readonly uri: string;
  /** In or at the end of the name. */
  readonly position: Position;
  /** Path to show to the model; see `ContextItem.path`. */
  readonly path: string;
}

export interface NamesSuggestResult {
  /** The name that is there. */
  readonly name: string;
  /** At least one, at most five, the best first; valid names in the form of the old one (`camelCase`, `snake_case` …). */
  readonly suggestions: readonly string[];
}

export const namesSuggestMethod = "ponder/names/suggest";
