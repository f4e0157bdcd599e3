/**
 * Why a file is left alone: `excluded` by the setting `ponder.completion.exclude`, `ignoredFile` by a `.gitignore` or
 * `.ponderignore`, `secretsFile` by its name.
 */
export type IgnoreReason = "excluded" | "ignoredFile" | "secretsFile";

/**
 * `ponder/context/judge`, client → server, request.
 *
 * Sent before files go along with a question: which of them does the user rather keep to themselves? The server knows
 * the ignore rules. Errors: `badRequest`.
 */
export interface ContextJudgeParams {
  readonly uris: readonly string[];
}

export interface ContextJudgeResult {
  /** One for each URI, in order; `null`: nothing speaks against it. */
  readonly reasons: readonly (IgnoreReason | null)[];
}

export const contextJudgeMethod = "ponder/context/judge";
