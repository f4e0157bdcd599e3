import type { PonderError } from "./errors.js";
import type { EditProposal } from "./edits.js";
import type { Range } from "./text.js";

/** Measured cost of one generation. All counts are tokens of the loaded model. */
export interface Usage {
  /** Tokens of the whole prompt. */
  readonly promptTokens: number;
  /** Prompt tokens that had to be evaluated; the rest was found in the KV cache. */
  readonly evaluatedTokens: number;
  /** Tokens generated, thought and answer together. */
  readonly generatedTokens: number;
  /** From the request's arrival at the engine to the first generated token, in milliseconds. */
  readonly ttftMs: number;
  /** Generated tokens per second after the first token; 0 while fewer than two tokens exist. */
  readonly tokensPerSecond: number;
  /** Tokens that were guessed ahead (speculative decoding); absent when none was. */
  readonly draftedTokens?: number;
  /** How many of them were right; present along with `draftedTokens`. */
  readonly acceptedTokens?: number;
}

/**
 * What a request waits for before its first token: its turn, the model, for that another Ponder window that is loading a
 * model onto the GPU, or its prompt.
 */
export type Phase = "queued" | "loading" | "waitingForGpu" | "reading";

/** What the request waits for. `progress` is 0 to 1 where it is known. */
export interface PhaseEvent {
  readonly type: "phase";
  readonly phase: Phase;
  readonly progress?: number;
}

/** How the conversation fits into the model's context. Sent before the prompt is read, by `ponder/chat/turn` only. */
export interface ContextEvent {
  readonly type: "context";
  /** Earlier turns, oldest first, that are left out of the prompt because they do not fit. */
  readonly leftOutTurns: number;
  /** Earlier turns whose files are left out; absent: none. */
  readonly leftOutFiles?: number;
  /** Tokens of the whole prompt. */
  readonly promptTokens: number;
  /** Context of the model, in tokens; the answer needs a part of it too. */
  readonly contextSize: number;
}

/** More of the thought. */
export interface ThinkingEvent {
  readonly type: "thinking";
  readonly text: string;
  /** Tokens of the thought so far. */
  readonly tokens?: number;
  /** Tokens that the thought may have; then it is closed. */
  readonly budget?: number;
}

/**
 * Why a thought was closed before the model did it: its token budget was used up, the user asked for the answer
 * (`ponder/chat/answerNow`), it went in circles, or the model ended with it and gave no answer.
 */
export const thoughtClosedBy = ["budget", "answerNow", "loop", "noAnswer"] as const;
export type ThoughtClosedBy = (typeof thoughtClosedBy)[number];

/** The thought is closed. */
export interface ThinkingDoneEvent {
  readonly type: "thinkingDone";
  /** From the first token of the thought to its end, in milliseconds. */
  readonly ms: number;
  /** Tokens of the thought. */
  readonly tokens: number;
  /** Absent: the model closed it. */
  readonly closedBy?: ThoughtClosedBy;
}

/** More of the answer. Never contains a part of a thought. */
export interface AnswerEvent {
  readonly type: "answer";
  readonly text: string;
}

/** How far a group of candidates is; after each of its answers that was written or checked. */
export interface CandidatesEvent {
  readonly type: "candidates";
  readonly total: number;
  readonly written: number;
  readonly checked: number;
  /** 2: what the checks of the first one found was fed back. */
  readonly round: 1 | 2;
}

/** Which of a `fixAll`'s blocks is looked at; sent where there are several, when its turn comes and when its answer begins. */
export interface BlockEvent {
  readonly type: "block";
  /** From 1. */
  readonly block: number;
  readonly total: number;
  /** Its answer is being written. All answers are sent together, after the last one. */
  readonly isAnswering: boolean;
}

/** A definition that stands in the prompt of a fix. */
export interface PromptDefinition {
  /** As the model sees it. */
  readonly path: string;
  readonly range: Range;
  /** What it takes of the prompt. */
  readonly tokens: number;
}

/** What the editor found of the names that the code uses, as far as it stands in the prompt; of a `fixAll` for each block. */
export interface DefinitionsEvent {
  readonly type: "definitions";
  readonly definitions: readonly PromptDefinition[];
}

/** An edit to look at. Nothing is written by it. */
export interface ProposalEvent {
  readonly type: "proposal";
  readonly proposal: EditProposal;
}

/** What the turn cost. Sent once, at the end, also when the turn was stopped. */
export interface UsageEvent extends Usage {
  readonly type: "usage";
}

/** The turn failed. Only the command line prints it; LSP requests answer with the error itself. */
export interface ErrorEvent extends PonderError {
  readonly type: "error";
}

/**
 * One step of a turn, in this order: phases, `definitions`?, `context`?, phases, `thinking`*, `thinkingDone`?, `answer`*, `proposal`?, `usage`.
 * Of several candidates the first one's thought and answer are streamed, with `candidates` in between; the others come
 * with the result. Of a `fixAll` the thoughts about its blocks follow each other, with `block` in between, and so do the answers.
 *
 * `ponder/chat/turn` and `ponder/edit/propose` send them as partial results (`$/progress`, value `TurnEvent[]`);
 * the command line prints them with `--json`.
 */
export type TurnEvent =
  | PhaseEvent
  | ContextEvent
  | ThinkingEvent
  | ThinkingDoneEvent
  | AnswerEvent
  | CandidatesEvent
  | BlockEvent
  | DefinitionsEvent
  | ProposalEvent
  | UsageEvent
  | ErrorEvent;
