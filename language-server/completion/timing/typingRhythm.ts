/** Milliseconds between two keys that count as typing; longer ones are pauses. */
const longest = 1000;
/** How much of the average the latest interval makes up. */
const weight = 0.15;

/** How fast the user types: a moving average of the time between two keys. */
export class TypingRhythm {
  #last: number | undefined;
  #interval = 200;

  /** @param now of a key, in milliseconds. */
  key(now: number): void {
    const interval = this.#last === undefined ? undefined : now - this.#last;
    this.#last = now;
    if (interval === undefined || interval > longest) return;
    this.#interval += weight * (interval - this.#interval);
  }

  /** Milliseconds between two keys; 200 until something is known. */
  get interval(): number {
    return this.#interval;
  }
}
