import type { ChatTurnResult } from "./chat.js";
import type { ThinkingEffort } from "./settings.js";
import type { Range } from "./text.js";

/**
 * `ponder/tests/write`, client → server, request.
 *
 * Sent by the command that writes tests. The document must be open in the server, and so must an existing test file.
 * Partial results: `TurnEvent[]`. Cancelling it answers `RequestCancelled`. Errors: `documentNotOpen`,
 * `documentChanged`, `noProposal` when there is no code or the answer has none, and those of `ponder/chat/turn`.
 */
export interface TestsWriteParams {
  readonly uri: string;
  /** Version of the document that `range` belongs to. */
  readonly version: number;
  /** The code to be tested; empty: the function around it, where there is none the whole document. */
  readonly range: Range;
  /** Path to show to the model; see `ContextItem.path`. */
  readonly path: string;
  /** Where the tests go. */
  readonly testPath: string;
  /** The test file, when it is there already: then the answer is the whole of it with the new tests. */
  readonly testUri?: string;
  /** What the tests are written with, in English, for example `Vitest`. */
  readonly framework: string;
  /** What the user wishes beyond that. */
  readonly instruction?: string;
  /** How much the model may think; absent: the setting `ponder.thinking.effort`. */
  readonly effort?: ThinkingEffort;
  readonly partialResultToken?: number | string;
}

export interface TestsWriteResult {
  /** The test file as an answer that names it, for `ponder/edit/match`. */
  readonly answer: string;
  readonly turn: ChatTurnResult;
}

export const testsWriteMethod = "ponder/tests/write";
