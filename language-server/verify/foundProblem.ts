/** A problem that a language service found in a file. */
export interface FoundProblem {
  readonly uri: string;
  /** As the service writes it; empty where it has none. */
  readonly code: string;
  readonly message: string;
  /** Zero-based. */
  readonly line: number;
}

/** Why nothing can be said, as a sentence. */
export interface Unknown {
  readonly unknown: string;
}

/** A text that is not, or not yet, what its file holds. */
export interface JudgedText {
  readonly uri: string;
  /** VS Code language identifier. */
  readonly languageId: string;
  readonly text: string;
}

/** Finds the problems of some files, and of files that depend on them. Rejects with `signal.reason` only. */
export type FindProblems = (
  texts: readonly JudgedText[],
  signal: AbortSignal,
) => Promise<readonly FoundProblem[] | Unknown>;
