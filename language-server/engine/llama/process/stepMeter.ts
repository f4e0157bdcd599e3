/**
 * Counts what the native code has done, so that the server can tell slow work from a hang: see `PongMessage`.
 */
export class StepMeter {
  #steps = 0;
  #working = 0;

  get steps(): number {
    return this.#steps;
  }

  /** Whether native work is going on. */
  get busy(): boolean {
    return this.#working > 0;
  }

  /** A piece of the running work is done. */
  step(): void {
    this.#steps++;
  }

  /** Runs one piece of native work. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#working++;
    try {
      return await work();
    } finally {
      this.#working--;
      this.#steps++;
    }
  }
}
