/** Someone who waits for a turn. */
interface Waiter {
  readonly priority: number;
  readonly start: () => void;
}

/**
 * Lets one piece of work run at a time. The next turn goes to the lowest priority number, and among equals to the one
 * who asked first. Long work takes a turn per batch or token, so that more urgent work gets in between and the rest
 * goes on from where it was.
 *
 * Pure: no timers, no input or output.
 */
export class TurnGate {
  #taken = false;
  readonly #waiting: Waiter[] = [];

  /** How many wait for a turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Runs `work` when its turn comes.
   *
   * @param priority 0 is the most urgent.
   * @param signal takes the waiting work out of the queue. Work that has begun is not interrupted.
   * @throws `signal.reason` when the signal aborts before the turn comes, else what `work` throws.
   */
  async run<T>(priority: number, signal: AbortSignal, work: () => T | Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.#taken) await this.#wait(priority, signal);
    else this.#taken = true;
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #wait(priority: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        priority,
        start: () => {
          signal.removeEventListener("abort", leave);
          resolve();
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", leave, { once: true });
      const behind = this.#waiting.findIndex((other) => other.priority > priority);
      this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, waiter);
    });
  }

  /** Hands the turn on; it stays taken when somebody waits, so that nobody slips in between. */
  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else next.start();
  }
}
