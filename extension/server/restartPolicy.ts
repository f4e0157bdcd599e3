/** Restarts that are allowed within {@link windowMs}, as in vscode-languageclient's default error handler. */
export const maxRestarts = 4;
export const windowMs = 3 * 60_000;

/** Waiting time before each restart in a row, in milliseconds: the first is at once, a storm is slowed down. */
const backOffMs = [0, 250, 1_000, 2_000] as const;

/** Decides whether a server that died is started again. Pure but for its memory of the crashes. */
export class RestartPolicy {
  #crashes: readonly number[] = [];

  /**
   * Notes a crash.
   *
   * @param now milliseconds of a monotonic clock.
   * @returns milliseconds to wait before the restart, or `undefined`: too many crashes, stay down.
   */
  crashed(now: number): number | undefined {
    this.#crashes = [...this.#crashes.filter((at) => now - at < windowMs), now];
    return this.#crashes.length > maxRestarts ? undefined : backOffMs[this.#crashes.length - 1];
  }

  /** Forgets the crashes: the user asked for a restart. */
  reset(): void {
    this.#crashes = [];
  }
}
