/** How long nothing may happen. */
export interface PatienceLimits {
  /** Milliseconds without progress until it is given up. */
  readonly giveUpMs: number;
  /** Fewer bytes than this are no progress: a server may send one byte a second for ever. */
  readonly leastBytes: number;
}

/** A gap between two looks that is longer than this was a sleep of the machine, of which nobody is guilty. */
const sleepMs = 5_000;

/**
 * Counts the time in which a download makes no progress. It counts looks at the clock, not the clock itself: a machine
 * that sleeps for a night has not waited for a night.
 */
export class Patience {
  readonly #limits: PatienceLimits;
  readonly #now: () => number;
  #waitedMs = 0;
  #lookedAt: number;
  #bytes = 0;

  constructor(limits: PatienceLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#lookedAt = now();
  }

  /** Bytes came. */
  note(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes >= this.#limits.leastBytes) this.restart();
  }

  restart(): void {
    this.#bytes = 0;
    this.#waitedMs = 0;
    this.#lookedAt = this.#now();
  }

  /** Milliseconds that are left; 0: it is over. Has to be called more often than every five seconds. */
  left(): number {
    const now = this.#now();
    this.#waitedMs += Math.min(sleepMs, now - this.#lookedAt);
    this.#lookedAt = now;
    return Math.max(0, this.#limits.giveUpMs - this.#waitedMs);
  }
}
