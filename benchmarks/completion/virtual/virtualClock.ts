import type { Clock } from "../../../language-server/completion/clock.js";

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * A clock that stands still while anything works and then jumps to the next moment somebody waits for. The same work
 * takes the same time in every run, and an hour passes in seconds.
 */
export class VirtualClock implements Clock {
  readonly #timers: Timer[] = [];
  #now = 0;

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const timer: Timer = { at: this.#now + Math.max(0, ms), wake: () => done() };
      const leave = (): void => {
        this.#timers.splice(this.#timers.indexOf(timer), 1);
        reject(signal.reason as Error);
      };
      const done = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#insert(timer);
    });
  }

  /** Lets time pass until `work` is done. Fails when it waits for something that no clock brings. */
  async run<T>(work: Promise<T>): Promise<T> {
    const over = new AbortController();
    const done = (): void => over.abort();
    work.then(done, done);
    const isOver = (): boolean => over.signal.aborted;
    for (;;) {
      // All that can go on without time goes on first.
      await new Promise((resolve) => setImmediate(resolve));
      if (isOver()) return await work;
      const next = this.#timers.shift();
      if (next === undefined) {
        // Files and the like are real even here.
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (isOver() || this.#timers.length > 0) continue;
        throw new Error(`At ${this.#now} ms nothing is left to wait for, and the work is not done.`);
      }
      this.#now = next.at;
      next.wake();
    }
  }

  #insert(timer: Timer): void {
    let at = this.#timers.length;
    while (at > 0 && (this.#timers[at - 1]?.at ?? 0) > timer.at) at--;
    this.#timers.splice(at, 0, timer);
  }
}
