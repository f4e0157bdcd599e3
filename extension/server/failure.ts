import { isPonderError, PonderFailure, type PonderError } from "../../protocol/errors.js";

/** Error codes of LSP 3.18 and of vscode-jsonrpc that say what became of a request. */
const requestCancelled = -32800;
const connectionGone: readonly unknown[] = [
  -32097, // PendingResponseRejected: the connection was closed while the request was under way
  -32096, // ConnectionInactive: the client is stopping or stopped
  1, // ConnectionErrors.Closed
  2, // ConnectionErrors.Disposed
];

/** Tells whether a request ended because it was cancelled. */
export function isCancelled(error: unknown): boolean {
  return codeOf(error) === requestCancelled || (error instanceof Error && error.name === "AbortError");
}

/** The server ended while it worked. It is the same to the user as an engine that stopped. */
export const serverStopped: PonderError = {
  code: "engineStopped",
  message: "Ponder's language server stopped while it was answering. What was written so far is kept.",
  hint: "Ask again: it is being restarted.",
};

/** The server died too often and stays down until the user restarts it. */
export const serverUnavailable: PonderError = {
  code: "engineUnavailable",
  message: "Ponder's language server stopped several times in a row and was not started again.",
  hint: "Run “Ponder: Restart Language Server”; “Ponder: Show Log” says why it stopped.",
};

/** What to tell the user about a failed request. Compares codes, never texts. */
export function toPonderError(error: unknown): PonderError {
  if (PonderFailure.is(error)) return error.data;
  const data = typeof error === "object" && error !== null && "data" in error ? error.data : undefined;
  if (isPonderError(data)) return { code: data.code, message: data.message, hint: data.hint };
  if (connectionGone.includes(codeOf(error))) return serverStopped;
  return {
    code: "internal",
    message: "Something went wrong inside Ponder.",
    hint: "Try again; “Ponder: Show Log” has the details.",
  };
}

/** The error as an exception that carries what the user is told. */
export function failureOf(error: PonderError, cause?: unknown): PonderFailure {
  return new PonderFailure(error.code, error.message, error.hint, { cause });
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
