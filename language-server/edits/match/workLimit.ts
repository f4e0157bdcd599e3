/**
 * How much the tolerant rules may do for all blocks of an answer together. Counted, not timed, so that an answer has
 * the same result on every machine.
 */
export class WorkLimit {
  #done = 0;

  /** @param allowed steps; one is about a nanosecond: a pair of characters that two lines may share, a cell of an alignment. */
  constructor(readonly allowed = 400_000_000) {}

  /** Steps so far. */
  get done(): number {
    return this.#done;
  }

  /** Counts steps that were done. */
  spend(steps: number): void {
    this.#done += steps;
  }

  /** Whether the tolerant rules have to stop: what they did not find may be there, so what they found may not be all. */
  isSpent(): boolean {
    return this.#done >= this.allowed;
  }
}
