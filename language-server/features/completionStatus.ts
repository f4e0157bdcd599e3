import type { Connection } from "vscode-languageserver";
import { completionDidChangeStatusMethod, type CompletionStatus } from "../../protocol/completion.js";
import type { Clock } from "../completion/clock.js";
import { sources, type Source } from "../completion/completionEvent.js";
import { reasons, type Reason } from "../completion/reasons.js";

/** At most ten a second. */
const pauseMs = 100;

/** Tells the client how the last request for a completion went: `ponder/completion/didChangeStatus`. */
export class CompletionStatusSender {
  readonly #connection: Pick<Connection, "sendNotification">;
  readonly #clock: Clock;
  readonly #over = new AbortController();
  #waiting: CompletionStatus | undefined;
  #pauses = false;
  #automaticOff: string | undefined;

  constructor(connection: Pick<Connection, "sendNotification">, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** Why none come by themselves with this model; undefined: they do. */
  set automaticOff(why: string | undefined) {
    this.#automaticOff = why;
  }

  shown(source: Source, latencyMs: number, tokensPerSecond: number | undefined): void {
    this.#tell({ outcome: source, text: sources[source], latencyMs, ...speed(tokensPerSecond) });
  }

  none(reason: Reason, tokensPerSecond: number | undefined): void {
    this.#tell({ outcome: reason, text: reasons[reason], ...speed(tokensPerSecond) });
  }

  dispose(): void {
    this.#over.abort();
  }

  #tell(status: CompletionStatus): void {
    this.#waiting = { ...status, ...(this.#automaticOff !== undefined && { automaticOff: this.#automaticOff }) };
    if (!this.#pauses) this.#send();
  }

  #send(): void {
    const status = this.#waiting;
    this.#waiting = undefined;
    this.#pauses = status !== undefined;
    if (status === undefined || this.#over.signal.aborted) return;
    this.#connection.sendNotification(completionDidChangeStatusMethod, status).catch(() => undefined);
    this.#clock.sleep(pauseMs, this.#over.signal).then(
      () => this.#send(),
      () => undefined,
    );
  }
}

const speed = (tokensPerSecond: number | undefined): Pick<CompletionStatus, "tokensPerSecond"> =>
  tokensPerSecond === undefined ? {} : { tokensPerSecond };
