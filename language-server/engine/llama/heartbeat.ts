import type { PongMessage } from "./messages.js";

/** When a process counts as hung. */
export interface HeartbeatLimits {
  /** Between two pings, in milliseconds. */
  readonly intervalMs: number;
  /** Pings in a row without an answer. */
  readonly silentPings: number;
  /** Pings in a row in which native work went on but got nowhere. */
  readonly stalledPings: number;
}

/**
 * Half a minute of silence, or five minutes inside of one single batch: far more than slow disks and loaded machines
 * need, because killing healthy work is worse than waiting.
 */
export const heartbeatLimits: HeartbeatLimits = { intervalMs: 5_000, silentPings: 6, stalledPings: 60 };

/** How a process hangs: it answers no pings, or it answers them but its work makes no progress. */
export type Hang = "silent" | "stalled";

/**
 * Finds out whether a process hangs. Only pings count whose timer fired on time: when the machine slept or we
 * ourselves were held up, silence says nothing about the other side.
 */
export class Heartbeat {
  readonly #limits: HeartbeatLimits;
  readonly #ping: () => void;
  readonly #onHang: (hang: Hang) => void;
  #timer: NodeJS.Timeout | undefined;
  #last = 0;
  #silent = 0;
  #stalled = 0;
  #steps = -1;
  #onTime = false;

  constructor(limits: HeartbeatLimits, ping: () => void, onHang: (hang: Hang) => void) {
    this.#limits = limits;
    this.#ping = ping;
    this.#onHang = onHang;
  }

  start(): void {
    this.#last = Date.now();
    this.#timer = setInterval(() => this.#tick(), this.#limits.intervalMs);
    // A heartbeat alone keeps no server alive.
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  pong({ busy, steps }: Pick<PongMessage, "busy" | "steps">): void {
    this.#silent = 0;
    if (!busy || steps !== this.#steps) this.#stalled = 0;
    else if (this.#onTime) this.#stalled++;
    this.#steps = steps;
    if (this.#stalled >= this.#limits.stalledPings) this.#hangs("stalled");
  }

  #tick(): void {
    const now = Date.now();
    // The wall clock also shows a sleep in which the timers stood still.
    this.#onTime = Math.abs(now - this.#last - this.#limits.intervalMs) < this.#limits.intervalMs / 2;
    this.#last = now;
    if (!this.#onTime) this.#silent = 0;
    if (this.#silent >= this.#limits.silentPings) {
      this.#hangs("silent");
      return;
    }
    this.#silent++;
    this.#ping();
  }

  #hangs(hang: Hang): void {
    this.stop();
    this.#onHang(hang);
  }
}
