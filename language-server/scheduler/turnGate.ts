/** Someone who waits for a turn. */
interface Waiter {
  readonly priority: number;
  readonly start: () => void;
}

/**
 * Lets one piece of work run at a time. The next turn goes to the lowest priority number, and among equals to the one
 * who asked first. Long work takes a turn per batch or token, so that more urgent work gets in between and the rest
 * goes on from where it was; `hold` keeps less urgent work out between two such turns as well.
 *
 * Pure: no timers, no input or output.
 */
export class TurnGate {
  #taken = false;
  /** Priorities of those who keep less urgent work out. */
  readonly #holds: number[] = [];
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
    if (this.#taken || !this.#mayStart(priority)) await this.#wait(priority, signal);
    else this.#taken = true;
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  /**
   * Keeps work that is less urgent than `priority` from starting, from now on. Work that takes a turn per token needs
   * this: when its turn ends it has not yet asked for the next one.
   *
   * @returns the function that ends it; calling it twice does nothing more.
   */
  hold(priority: number): () => void {
    this.#holds.push(priority);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds.splice(this.#holds.indexOf(priority), 1);
      if (!this.#taken) this.#next();
    };
  }

  #mayStart(priority: number): boolean {
    return this.#holds.every((held) => held >= priority);
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

  /** Hands the turn on; it stays taken when somebody gets it, so that nobody slips in between. */
  #next(): void {
    const [first] = this.#waiting;
    this.#taken = first !== undefined && this.#mayStart(first.priority);
    if (this.#taken) this.#waiting.shift()?.start();
  }
}
