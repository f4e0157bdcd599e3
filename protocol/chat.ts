import type { ThoughtClosedBy, Usage } from "./events.js";
import type { ThinkingEffort } from "./settings.js";
import type { Range } from "./text.js";

/** One finished turn of the conversation so far. There is no place for a thought here: thoughts are never sent back. */
export interface ChatMessage {
  readonly role: "user" | "assistant";
  readonly text: string;
}

/** A piece of a file that goes into the prompt, shown to the user before it is sent. */
export interface ContextItem {
  /** Path as the user knows it, relative to the workspace folder where there is one; `/` as separator. */
  readonly path: string;
  /** VS Code language identifier, for example `typescript`. */
  readonly languageId: string;
  /** Where `text` stands in the file; absent when it is the whole file. */
  readonly range?: Range;
  readonly text: string;
}

/** What the user asked for: a free question, or an explanation of the context. */
export type ChatCommand = "ask" | "explain";

/**
 * `ponder/chat/turn`, client → server, request.
 *
 * Sent when the user asks something. The server keeps no conversation: `history` carries it, so a restarted server
 * goes on where the old one stopped. Partial results: `TurnEvent[]`. Cancelling it stops the engine within one batch
 * and answers `RequestCancelled` (-32800); what was streamed so far stays valid. Errors: those of `ponder/model/load`,
 * `promptTooLong`, `thoughtOnly`, `engineStopped`, `badRequest`.
 */
export interface ChatTurnParams {
  /** Names the conversation whose KV cache may be reused. */
  readonly conversationId: string;
  readonly command: ChatCommand;
  /** Earlier turns, oldest first, answers without thoughts. */
  readonly history: readonly ChatMessage[];
  /** The question as typed; may be empty for `explain`. */
  readonly question: string;
  /** The question as later `history`s will have it, where that is not `question`: then it can be evaluated ahead. */
  readonly shownQuestion?: string;
  readonly context: readonly ContextItem[];
  /** How much the model may think; absent: the setting `ponder.thinking.effort`. */
  readonly effort?: ThinkingEffort;
  readonly partialResultToken?: number | string;
}

/** The thought of a turn; empty with effort `off`. */
export interface TurnThought {
  readonly text: string;
  readonly ms: number;
  readonly tokens: number;
  /** Absent: the model closed it. */
  readonly closedBy?: ThoughtClosedBy;
}

/** The complete turn, not a delta: a client that ignores partial results misses nothing. */
export interface ChatTurnResult {
  readonly thinking: TurnThought;
  readonly answer: string;
  /** `length`: the token limit ended the answer. */
  readonly stopReason: "end" | "length";
  readonly usage: Usage;
  /** Earlier turns that did not fit into the prompt, oldest first; absent: none. */
  readonly leftOutTurns?: number;
}

export const chatTurnMethod = "ponder/chat/turn";

/**
 * `ponder/chat/answerNow`, client → server, request without parameters.
 *
 * Closes the thought of the turn that runs (`ponder/chat/turn` or `ponder/edit/propose`); the model goes on with the
 * answer at once, in the same turn. Errors: none.
 */
export interface AnswerNowResult {
  /** Whether a thought was being written. */
  readonly closed: boolean;
}

export const chatAnswerNowMethod = "ponder/chat/answerNow";

/**
 * `ponder/chat/title`, client → server, request.
 *
 * Sent after the first turn of a conversation, in the background. The model writes a title when nothing else wants it;
 * a turn that begins meanwhile ends the work. Errors: `badRequest`.
 */
export interface ChatTitleParams {
  /** The first turn: the question as it is shown, and the answer. */
  readonly history: readonly ChatMessage[];
}

export interface ChatTitleResult {
  /** Absent: the model is busy, or wrote nothing that could be a title. */
  readonly title?: string;
}

export const chatTitleMethod = "ponder/chat/title";
