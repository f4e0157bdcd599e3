import {
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
} from "vscode-languageserver";
import { PonderFailure, type PonderError } from "../protocol/errors.js";
import type { Log } from "./log.js";

/** Reads the parameters of a request. Throws `badRequest` when they are not what the protocol says. */
export type ReadParams<P> = (raw: unknown) => P;

/**
 * Registers a request of ours. The edge between LSP and the inside: the parameters are checked, the cancellation
 * token becomes an `AbortSignal`, and whatever is thrown becomes a `ResponseError` whose `data` is a `PonderError`.
 */
export function onRequest<P>(
  connection: Connection,
  log: Log,
  method: string,
  read: ReadParams<P>,
  handle: (params: P, signal: AbortSignal) => unknown,
): void {
  connection.onRequest(method, (...args: readonly unknown[]) => {
    // The library leaves missing parameters out and spreads a list of them; the token always comes last.
    const raw = args.length === 2 ? args[0] : undefined;
    return answer(log, method, args.at(-1) as CancellationToken, (signal) => handle(read(raw), signal));
  });
}

/** Registers a request of ours that has no parameters. */
export function onRequest0(
  connection: Connection,
  log: Log,
  method: string,
  handle: (signal: AbortSignal) => unknown,
): void {
  onRequest(
    connection,
    log,
    method,
    () => undefined,
    (_, signal) => handle(signal),
  );
}

/**
 * Runs the work of one request; see {@link onRequest}. Standard requests use it too.
 *
 * @throws a `ResponseError`, which the library sends.
 */
export async function answer<R>(
  log: Log,
  method: string,
  token: CancellationToken,
  work: (signal: AbortSignal) => R | Promise<R>,
): Promise<R> {
  const controller = new AbortController();
  const subscription = token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) controller.abort();
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) throw new ResponseError(LSPErrorCodes.RequestCancelled, `${method} was cancelled`);
    throw toResponseError(error, log, method);
  } finally {
    subscription.dispose();
  }
}

function toResponseError(error: unknown, log: Log, method: string): ResponseError<PonderError> {
  if (PonderFailure.is(error)) {
    const { code, message } = error.data;
    log.warn(`${method}: ${code}: ${message}`);
    return new ResponseError(
      code === "badRequest" ? ErrorCodes.InvalidParams : LSPErrorCodes.RequestFailed,
      message,
      error.data,
    );
  }
  log.error(`${method} failed`, error);
  const data: PonderError = {
    code: "internal",
    message: "Something went wrong inside of Ponder.",
    hint: "Try again. The log (Ponder: Show Log) has the details.",
  };
  return new ResponseError(ErrorCodes.InternalError, data.message, data);
}
