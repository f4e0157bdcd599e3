import type { ChatTurnResult } from "./chat.js";
import type { PonderError } from "./errors.js";
import type { ThinkingEffort } from "./settings.js";
import type { Range } from "./text.js";
import type { Candidate, Verification } from "./verify.js";

/** One replaced piece of a document. */
export interface Hunk {
  readonly range: Range;
  /** The text in `range` at `FileEdit.version`, with the document's own line ends. */
  readonly oldText: string;
  readonly newText: string;
}

/** What was verified about a proposal before it was shown. */
export interface Check {
  /**
   * `deletesMuch`: more than 30 % of the file's lines would be deleted. `hiddenCharacters`: the new text has characters
   * that cannot be seen and were not there before. Both are sent only when they did not pass.
   */
  readonly name: "format" | "match" | "deletesMuch" | "hiddenCharacters";
  readonly passed: boolean;
  readonly message: string;
  /** The file that it is about; absent: the whole proposal. */
  readonly uri?: string;
}

/** A block of the answer that is not in the proposal, and why. The others are not held up by it. */
export interface BlockFailure extends PonderError {
  /** Which block of the answer, from 1. */
  readonly block: number;
  /** The file that the block names, as it is written in the answer; absent where it names none. */
  readonly path?: string;
}

/** What a proposal does with one file. Files are never deleted or renamed: such blocks are among the failures. */
export interface FileEdit {
  readonly uri: string;
  /** `create`: there is no such file yet; its only hunk holds the whole text. */
  readonly kind: "edit" | "create";
  /** Version of the document that the hunks were matched to; `null` for a file that is not there yet. */
  readonly version: number | null;
  /** SHA-256 of the whole text of that document, as UTF-8, in hexadecimal digits; of the empty text for `create`. */
  readonly hash: string;
  /** In document order, not overlapping; at least one. */
  readonly hunks: readonly Hunk[];
  /** The lines that a code block without marks rewrites; absent: the answer says itself where its edits belong. */
  readonly target?: Range;
}

/** An edit of one or more files that the user has not accepted yet. */
export interface EditProposal {
  /** Unique in the session. */
  readonly id: string;
  /** Each file once; at least one. */
  readonly files: readonly FileEdit[];
  /** What the model says it changed: one or two sentences, from the answer, never from the thought. */
  readonly summary: string;
  readonly checks: readonly Check[];
  /** Blocks of the answer that could not be placed; absent when all were. */
  readonly failures?: readonly BlockFailure[];
}

/** A problem to be fixed, as the editor reports it. */
export interface Problem {
  readonly range: Range;
  readonly message: string;
  readonly source?: string;
  readonly code?: string;
  /** What the editor says about other places that belong to it, for example where a name is declared. */
  readonly related?: readonly RelatedPlace[];
}

/** Another place that a problem has to do with. */
export interface RelatedPlace {
  /** The last part of the file's path. */
  readonly file: string;
  /** Zero-based. */
  readonly line: number;
  readonly message: string;
}

export const editKinds = ["fix", "fixAll", "document", "refactor", "optimise", "edit"] as const;
/**
 * What kind of edit is asked for. `fix`: the code does what it should. `fixAll`: the same for all
 * `problems`, each block that has some by itself, in one turn and one proposal; `range` does not matter. `document`: doc comments in the language's own
 * style. `refactor`: easier to read. `optimise`: faster. `edit`: what `instruction` says.
 */
export type EditKind = (typeof editKinds)[number];

/**
 * `ponder/edit/propose`, client → server, request.
 *
 * Sent by the commands that change code, and the light bulb. The document must be open in the server. Partial results:
 * `TurnEvent[]`. Cancelling it answers `RequestCancelled`. Never changes the document. For a `fix` and a `fixAll` the
 * server asks the client for definitions of what the code uses (`ponder/completion/declarations`). Of a `fixAll` a block
 * that fails is among the proposal's failures by its number, and does not hold up the others; a `fixAll` that is cancelled
 * after an answer is answered with a proposal of what there is. Errors: `documentNotOpen`,
 * `documentChanged`, `noProposal`, `noChange`, `noMatch`, `ambiguous`, `notWanted`, and those of `ponder/chat/turn`.
 */
export interface EditProposeParams {
  readonly kind: EditKind;
  readonly uri: string;
  /** Version of the document that `range` and `problems` belong to. */
  readonly version: number;
  /**
   * The selection, or an empty range: then the enclosing function (else block) is taken. Where there is none, `edit`
   * writes new code there.
   */
  readonly range: Range;
  readonly problems: readonly Problem[];
  /** What the user wishes beyond the kind; `edit` must have one. */
  readonly instruction?: string;
  /** Path to show to the model; see `ContextItem.path`. */
  readonly path: string;
  /** How much the model may think; absent: the setting `ponder.thinking.effort`. */
  readonly effort?: ThinkingEffort;
  /**
   * How many answers are written to one `fix`, see `candidateCounts`; absent: the setting `ponder.fix.candidates`. With
   * more than one they are verified and ranked.
   */
  readonly candidates?: number;
  /** What verification may use; absent: nothing of the workspace. */
  readonly verification?: Verification;
  readonly partialResultToken?: number | string;
}

/** Of several candidates `proposal` and `turn` are those of the first one. */
export interface EditProposeResult {
  readonly proposal: EditProposal;
  readonly turn: ChatTurnResult;
  /**
   * Of a `fixAll`: what it changes as SEARCH/REPLACE blocks, to match it again with `ponder/edit/match`. The blocks of
   * code in the turn's answer do not say which lines each of them rewrites.
   */
  readonly answer?: string;
  /** Of a `fixAll` that was cancelled: blocks that were not looked at, or not to their end; at least one. */
  readonly leftOut?: number;
  /** All candidates, best first; absent where one answer was asked for. */
  readonly candidates?: readonly Candidate[];
}

export const editProposeMethod = "ponder/edit/propose";

/**
 * `ponder/edit/paths`, client → server, request.
 *
 * Which files a model's raw answer (a thought in it is ignored) wants to change: what the client has to find before it
 * sends `ponder/edit/match` for several files. Errors: `noProposal`, `badRequest`.
 */
export interface EditPathsParams {
  /** The model's answer as it came. */
  readonly answer: string;
}

export interface EditPathsResult {
  /** The paths as they are written in the answer, each once. They are a stranger's: see `judgePath`. */
  readonly paths: readonly string[];
  /** Whether there are blocks that name no file. */
  readonly hasUnnamed: boolean;
}

export const editPathsMethod = "ponder/edit/paths";

/** What the client made of a path that an answer names. */
export type AnswerFile =
  /** The file is there, and open in the server. */
  | { readonly path: string; readonly uri: string; readonly kind: "edit" }
  /** It is not there; this is where it would be. */
  | { readonly path: string; readonly uri: string; readonly kind: "create" }
  /** It may not or cannot be changed: the blocks for it fail with this. */
  | { readonly path: string; readonly error: PonderError };

/**
 * `ponder/edit/match`, client → server, request.
 *
 * Turns a model's raw answer (a thought in it is ignored) into a proposal, without asking the model: for one open
 * document, for the files that the answer names, or both. `ponder apply` uses it. Errors: `documentNotOpen`,
 * `noProposal`, `noChange`, `noMatch`, `ambiguous`, `notWanted`, `badRequest`, and what `files` says.
 */
export interface EditMatchParams {
  /** The document that blocks without a path are for; absent: each has to name its file. */
  readonly uri?: string;
  /** The model's answer as it came. */
  readonly answer: string;
  /** The piece of that document that a single code block rewrites; the whole document when absent. */
  readonly range?: Range;
  /** What the paths of `ponder/edit/paths` mean. Files that are named in neither way are not changed. */
  readonly files?: readonly AnswerFile[];
}

export interface EditMatchResult {
  readonly proposal: EditProposal;
}

export const editMatchMethod = "ponder/edit/match";
