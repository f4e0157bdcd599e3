import type { TurnEvent } from "../../protocol/events.js";

/** How long events are collected before they are sent, in milliseconds: about two frames of the panel. */
export const flushMs = 33;

/**
 * Sends the events of one turn to the client, in order and coalesced: text grows while it waits, a progress replaces
 * the one before. While a message is on its way nothing else is sent, so a client that does not read costs no more
 * memory than the text of the turn.
 */
export class EventStream {
  #waiting: TurnEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  readonly #send: (events: readonly TurnEvent[]) => Promise<void>;

  /** @param send writes one message; a failure is the connection's end and is ignored here. */
  constructor(send: (events: readonly TurnEvent[]) => Promise<void>) {
    this.#send = send;
  }

  push(event: TurnEvent): void {
    this.#waiting = append(this.#waiting, event);
    this.#timer ??= setTimeout(() => void this.#write(), flushMs);
  }

  /** Sends what is left and waits until all of it is written. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0 || this.#sending !== undefined) await this.#write();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#sending === undefined) {
      const events = this.#waiting;
      this.#waiting = [];
      if (events.length === 0) return;
      this.#sending = this.#send(events)
        .catch(() => undefined)
        .finally(() => (this.#sending = undefined));
      await this.#sending;
    } else {
      await this.#sending;
      await this.#write();
    }
  }
}

/** Adds an event to those that wait, joined with the last one where nothing is lost by it. Pure. */
export function append(waiting: readonly TurnEvent[], event: TurnEvent): TurnEvent[] {
  const last = waiting.at(-1);
  const joined = last === undefined ? undefined : join(last, event);
  return joined === undefined ? [...waiting, event] : [...waiting.slice(0, -1), joined];
}

function join(last: TurnEvent, event: TurnEvent): TurnEvent | undefined {
  if (last.type === "thinking" && event.type === "thinking") return { ...event, text: last.text + event.text };
  if (last.type === "answer" && event.type === "answer") return { ...event, text: last.text + event.text };
  if (last.type === "phase" && event.type === "phase" && last.phase === event.phase) return event;
  return undefined;
}
