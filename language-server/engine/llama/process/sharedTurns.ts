/** Runs a piece of work when its turn comes. */
export type Take = <T>(work: () => Promise<T>) => Promise<T>;

/** The work of one member in a common turn. */
interface Part {
  readonly run: () => Promise<void>;
  readonly fail: (error: unknown) => void;
}

/**
 * Turns that several members take together: each says what it wants to do, and once all have, everything is done in one
 * turn of the gate. So sequences that are decoded side by side get into one batch.
 */
export class SharedTurns {
  readonly #take: Take;
  #members: number;
  #parts: Part[] = [];

  /** @param members how many there are; each takes its turns through {@link take} and says {@link leave} at its end. */
  constructor(members: number, take: Take) {
    this.#members = members;
    this.#take = take;
  }

  /** Waits for the others, then for the turn. A member asks again only when this is settled. */
  readonly take: Take = (work) =>
    new Promise((resolve, reject) => {
      this.#parts.push({ run: () => work().then(resolve, reject), fail: reject });
      this.#startWhenComplete();
    });

  /** A member is done: nobody waits for it any more. */
  leave(): void {
    this.#members--;
    this.#startWhenComplete();
  }

  #startWhenComplete(): void {
    if (this.#parts.length === 0 || this.#parts.length < this.#members) return;
    const parts = this.#parts;
    this.#parts = [];
    this.#take(() => Promise.all(parts.map(({ run }) => run()))).catch((error: unknown) => {
      for (const { fail } of parts) fail(error);
    });
  }
}
