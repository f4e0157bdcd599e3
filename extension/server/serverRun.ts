import type { TurnEvent } from "../../protocol/events.js";

/** One run of the language server, from its start to its end. */
export interface ServerRun {
  readonly pid: number | undefined;
  /** Resolves when the server is gone, for whatever reason. Never rejects. */
  readonly ended: Promise<void>;
  /**
   * Sends a request. Aborting `signal` cancels it at the server.
   *
   * @param onEvents partial results, in order; only for requests of the protocol that have them.
   * @throws `PonderFailure`; or `signal.reason` when it was cancelled.
   */
  request<R>(
    method: string,
    params: object | undefined,
    signal: AbortSignal,
    onEvents?: (events: readonly TurnEvent[]) => void,
  ): Promise<R>;
  /** Sends a notification. A server that is gone does not get it. */
  notify(method: string, params: object): void;
  /** Ends the server; it is killed when it does not go by itself. */
  dispose(): Promise<void>;
}
