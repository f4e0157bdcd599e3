/** Something that is given back when its owner ends. `vscode.Disposable` is one. */
export interface Owned {
  dispose(): unknown;
}

/**
 * A clean-up list. Two exist: one for the extension, one for each run of the server (see `app.ts`, `serverRun.ts`).
 * What was taken last is given back first, and one failure does not keep the rest.
 */
export class Lifetime {
  readonly #owned: Owned[] = [];
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  /** Takes `owned` and returns it. After the end it is disposed at once. */
  own<T extends Owned>(owned: T): T {
    if (this.#ended) owned.dispose();
    else this.#owned.push(owned);
    return owned;
  }

  /** @throws AggregateError when something could not be disposed; everything else was, all the same. */
  async dispose(): Promise<void> {
    this.#ended = true;
    const failures: unknown[] = [];
    for (let owned = this.#owned.pop(); owned; owned = this.#owned.pop()) {
      try {
        await owned.dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "Clean-up failed");
  }
}
