import type { Position, Range } from "./text.js";

/**
 * `ponder/completion/caret`, client → server, notification: the caret has rested here for a moment. The server makes
 * the next completion cheap: it gathers context and evaluates the prompt ahead. Sent at most once per rest.
 */
export interface CompletionCaretParams {
  readonly uri: string;
  readonly position: Position;
}

export const completionCaretMethod = "ponder/completion/caret";

/** `ponder/completion/copied`, client → server, notification: the user copied a piece of a document. */
export interface CompletionCopiedParams {
  readonly uri: string;
  readonly range: Range;
  readonly text: string;
}

export const completionCopiedMethod = "ponder/completion/copied";

/**
 * `ponder/completion/declarations`, server → client, request: asks the editor's own providers where the symbols at
 * these places are declared, for a completion or a fix; answers with a list as long as `positions`: a `DeclaredText`, or null where none was found.
 * Errors: none; what fails or takes too long is null.
 */
export interface CompletionDeclarationsParams {
  readonly uri: string;
  readonly positions: readonly Position[];
  /** The client answers with what it has after so many milliseconds. */
  readonly timeLimitMs: number;
}

/** A declaration: its file, and its first lines. */
export interface DeclaredText {
  readonly uri: string;
  readonly range: Range;
  readonly text: string;
}

export const completionDeclarationsMethod = "ponder/completion/declarations";

/** `ponder/completion/snooze`, client → server, notification: none come by themselves for a while. */
export interface CompletionSnoozeParams {
  /** End in milliseconds since 1970; absent: the snooze is over. */
  readonly until?: number;
}

export const completionSnoozeMethod = "ponder/completion/snooze";

/**
 * `workspace/executeCommand`, client → server: a suggestion was accepted. Items of `textDocument/inlineCompletion` carry
 * it as their command with their number as its argument; editors run it by themselves.
 */
export const completionAcceptedCommand = "ponder.completion.accepted";

/** How the last request for a completion went. */
export interface CompletionStatus {
  /** Where a shown suggestion came from, or why none was shown: a code of `docs/completion.md`. */
  readonly outcome: string;
  /** The outcome in words. */
  readonly text: string;
  /** From the request to its answer, in milliseconds; absent where nothing was shown. */
  readonly latencyMs?: number;
  /** Tokens per second of the last generation; absent until there was one. */
  readonly tokensPerSecond?: number;
  /** Why none come by themselves with this model, such as a self-test that it failed; absent: they do. */
  readonly automaticOff?: string;
}

/** `ponder/completion/didChangeStatus`, server → client, notification with a `CompletionStatus`, at most ten a second. */
export const completionDidChangeStatusMethod = "ponder/completion/didChangeStatus";
