/** Calls somebody after minutes in which nothing happened. */
export class IdleTimer {
  readonly #onIdle: () => void;
  #minutes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(onIdle: () => void) {
    this.#onIdle = onIdle;
  }

  /** @param minutes 0: never. A timer that runs already keeps its time. */
  setMinutes(minutes: number): void {
    this.#minutes = minutes;
    if (minutes === 0) this.stop();
  }

  /** Something happened just now. */
  restart(): void {
    this.stop();
    if (this.#minutes === 0) return;
    this.#timer = setTimeout(this.#onIdle, this.#minutes * 60_000);
    // It alone keeps no server alive.
    this.#timer.unref();
  }

  /** Something is going on. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
