import type { Position } from "./text.js";

/**
 * Every error a user can meet has a name here. Code never compares message texts; it compares these names.
 *
 * On the wire an error is an LSP `ResponseError` whose `data` is a {@link PonderError}. The command line prints the
 * same object as its `error` event.
 */
export const errorCodes = [
  /** The model file does not exist or cannot be read. */
  "modelNotFound",
  /** The file's SHA-256 differs from the one recorded for it, or it is no GGUF file. */
  "modelDamaged",
  /** The engine refused the file, or there is not enough memory for it. */
  "modelLoadFailed",
  /** The file is another one than the one that was recorded for its path. */
  "modelChanged",
  /** The model lacks what the request needs: a chat form that is known, or fill-in-the-middle tokens. */
  "modelUnsupported",
  /** The engine process ended or stopped responding while it worked on the request. */
  "engineStopped",
  /** The engine process failed several times in a row and is not started again by itself. */
  "engineUnavailable",
  /** The prompt does not fit into the model's context. */
  "promptTooLong",
  /** The token limit was reached inside the thought: there is no answer. */
  "thoughtOnly",
  /** The answer holds no code block that could be an edit. */
  "noProposal",
  /** The proposed code equals the code that is there. */
  "noChange",
  /** The text to replace was not found in the document. */
  "noMatch",
  /** The text to replace was found in more than one place. */
  "ambiguous",
  /** The answer deletes or renames a file, or changes its mode or its bytes: Ponder changes texts only. */
  "notWanted",
  /** The answer names a file that may not be written: it lies outside, or its name means something else somewhere. */
  "pathRefused",
  /** The document changed since the proposal was made. */
  "documentChanged",
  /** The document is not open in the server. */
  "documentNotOpen",
  /** The hub wants a token, or the user has not accepted the conditions of a gated model. */
  "accessDenied",
  /** The hub has no such model or file. */
  "notOnHub",
  /** The connection to the hub failed or stood still; what was fetched is kept. */
  "downloadFailed",
  /** What was fetched is not the file that the hub names, twice in a row. */
  "downloadDamaged",
  /** There is too little room on the disk. */
  "diskFull",
  /** The folder for models cannot be written. */
  "folderNotUsable",
  /** A file that was named on the command line cannot be read or written, is too large, or is no UTF-8 text. */
  "fileNotUsable",
  /** A request's parameters are not what the protocol says, or a command line cannot be understood. */
  "badRequest",
  /** Anything else: a fault of ours. */
  "internal",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** A line of the document, for those who want to show it. */
export interface NearLine {
  /** Zero-based. */
  readonly line: number;
  readonly text: string;
}

/** What a user is told when something fails: what happened, and what to do next. */
export interface PonderError {
  readonly code: ErrorCode;
  /** One sentence, in the user's words, without a stack. */
  readonly message: string;
  /** The next step. */
  readonly hint: string;
  /** `ambiguous`: the places that were found, the beginnings of their lines. */
  readonly positions?: readonly Position[];
  /** `noMatch`: the line that is most like what was looked for. */
  readonly nearest?: NearLine;
}

/** Tells whether a value that came over the wire is a {@link PonderError}. */
export function isPonderError(value: unknown): value is PonderError {
  if (typeof value !== "object" || value === null) return false;
  const { code, message, hint } = value as Record<string, unknown>;
  return (
    typeof code === "string" &&
    (errorCodes as readonly string[]).includes(code) &&
    typeof message === "string" &&
    typeof hint === "string"
  );
}

/** The same error as an exception. `data` is what goes over the wire. */
export class PonderFailure extends Error {
  override readonly name = "PonderFailure";
  readonly data: PonderError;

  constructor(
    code: ErrorCode,
    message: string,
    hint: string,
    options: { cause?: unknown } & Pick<PonderError, "positions" | "nearest"> = {},
  ) {
    const { positions, nearest, ...rest } = options;
    super(message, rest);
    this.data = { code, message, hint, ...(positions ? { positions } : {}), ...(nearest ? { nearest } : {}) };
  }

  /** Tells whether `error` is a failure, of the kind `code` if that is given. */
  static is(error: unknown, code?: ErrorCode): error is PonderFailure {
    return error instanceof PonderFailure && (code === undefined || error.data.code === code);
  }
}
