import type { ChatTurnResult } from "./chat.js";
import type { ThinkingEffort } from "./settings.js";

/** The changes of one file, as a unified diff. */
export interface FileDiff {
  /** Path in the repository, `/` as separator. */
  readonly path: string;
  readonly diff: string;
}

/**
 * `ponder/commit/message`, client → server, request.
 *
 * Sent by the command that writes a commit message. Partial results: `TurnEvent[]`. Cancelling it answers
 * `RequestCancelled`. Errors: `noProposal` when the answer holds no message, and those of `ponder/chat/turn`.
 */
export interface CommitMessageParams {
  /** What is to be committed; at least one. */
  readonly files: readonly FileDiff[];
  /** Subjects of earlier commits, the newest first: the message follows their form. */
  readonly earlier: readonly string[];
  /** What the user wishes beyond that. */
  readonly instruction?: string;
  /** How much the model may think; absent: the setting `ponder.thinking.effort`. */
  readonly effort?: ThinkingEffort;
  readonly partialResultToken?: number | string;
}

export interface CommitMessageResult {
  /**
   * A subject of at most 72 characters; if there is more to say, a blank line and a body whose lines are about as long.
   * From the answer, never from the thought.
   */
  readonly message: string;
  /** Files whose diff was too long for the model's context and was cut; absent: none. */
  readonly cutFiles?: readonly string[];
  readonly turn: ChatTurnResult;
}

export const commitMessageMethod = "ponder/commit/message";
