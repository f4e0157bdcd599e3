/** Pauses before the process is started again, in milliseconds: after the first end, the second, the third. */
export const restartDelays = [250, 1_000, 4_000] as const;
/** Ends further apart than this have nothing to do with each other, in milliseconds. */
const windowMs = 3 * 60_000;
/** Crashes while loading one file, after which it is not loaded again by itself. */
const maxLoadCrashes = 2;

/**
 * Decides what happens after the engine process ended by itself. Pure: the caller gives the time.
 */
export class RestartPolicy {
  readonly #delays: readonly number[];
  #ends: number[] = [];
  readonly #loadCrashes = new Map<string, number>();

  constructor(delays: readonly number[] = restartDelays) {
    this.#delays = delays;
  }

  /**
   * The process ended.
   *
   * @param now in milliseconds.
   * @returns the pause before the next start in milliseconds; `undefined` when it ended too often.
   */
  ended(now: number): number | undefined {
    this.#ends = [...this.#ends.filter((end) => now - end < windowMs), now];
    return this.#delays[this.#ends.length - 1];
  }

  /** The process ended while it loaded `file`. */
  crashedLoading(file: string): void {
    this.#loadCrashes.set(file, (this.#loadCrashes.get(file) ?? 0) + 1);
  }

  loaded(file: string): void {
    this.#loadCrashes.delete(file);
  }

  /** Whether `file` may be loaded without the user asking for it. */
  mayLoad(file: string): boolean {
    return (this.#loadCrashes.get(file) ?? 0) < maxLoadCrashes;
  }

  /** The user wants another try with `file`. */
  forgive(file: string): void {
    this.#ends = [];
    this.#loadCrashes.delete(file);
  }
}
