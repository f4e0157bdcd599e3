import type { ThoughtClosedBy, Usage } from "./events.js";
import type { ThinkingEffort } from "./settings.js";
import type { Range } from "./text.js";

/** One message of the conversation so far. There is no place for a thought here: thoughts are never sent back. */
export interface ChatMessage {
  readonly role: "user" | "assistant";
  /** The question as typed, or the answer. */
  readonly text: string;
  /** What the question was, as {@link ChatTurnParams.command}; absent: `ask`. */
  readonly command?: ChatCommand;
  /** What went along with the question; absent: nothing. */
  readonly context?: readonly ContextItem[];
}

/** `outline`: the names in a folder; `problems`: what the editor reports; `terminal`: its text; `diff`: changes of Git. */
export const contextKinds = ["file", "outline", "problems", "terminal", "diff"] as const;
export type ContextKind = (typeof contextKinds)[number];

/** A piece of a file, or of what else the user sees, that goes into the prompt; shown before it is sent. */
export interface ContextItem {
  /** Absent: `file`. */
  readonly kind?: ContextKind;
  /**
   * Path as the user knows it, relative to the workspace folder where there is one; `/` as separator. For other kinds
   * than files the name under which the model sees it.
   */
  readonly path: string;
  /** VS Code language identifier, for example `typescript`. */
  readonly languageId: string;
  /** Where `text` stands in the file; absent when it is the whole file. */
  readonly range?: Range;
  readonly text: string;
}

/** What the user asked for: a free question, or an explanation of the context. */
export const chatCommands = ["ask", "explain"] as const;
export type ChatCommand = (typeof chatCommands)[number];

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
  /**
   * Earlier turns, oldest first, answers without thoughts. A piece of context that was sent with an earlier question is
   * not repeated in the prompt.
   */
  readonly history: readonly ChatMessage[];
  /** The question as typed; may be empty for `explain`. */
  readonly question: string;
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
  /** Earlier turns whose `context` did not fit into the prompt; absent: none. */
  readonly leftOutFiles?: number;
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
 * `ponder/chat/measure`, client → server, request.
 *
 * Sent while the user writes a question, but not at each key: what would it take of the model's context? Counted with
 * the model's own tokens, never guessed. Errors: `badRequest`, and with `load` those of `ponder/model/load`.
 */
export interface ChatMeasureParams {
  readonly conversationId: string;
  readonly command: ChatCommand;
  readonly history: readonly ChatMessage[];
  readonly question: string;
  readonly context: readonly ContextItem[];
  readonly effort?: ThinkingEffort;
  /** Loads the model if need be. */
  readonly load?: boolean;
}

/** What a question takes of the model's context, in tokens. */
export interface ChatMeasure {
  /** Each piece of `context`, in its order, also where it stands further up already. */
  readonly contextTokens: readonly number[];
  /** The whole prompt, with what is left of the history. */
  readonly promptTokens: number;
  /** Most that the prompt may have: the thought and the answer need the rest. A longer one is `promptTooLong`. */
  readonly promptLimit: number;
  readonly contextSize: number;
  readonly leftOutTurns: number;
  readonly leftOutFiles: number;
}

export interface ChatMeasureResult {
  /** Absent: no model is loaded. */
  readonly measure?: ChatMeasure;
}

export const chatMeasureMethod = "ponder/chat/measure";

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
