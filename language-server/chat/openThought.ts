/** Knows the thought that is being written, if there is one, so that somebody else can close it ("Answer now"). */
export class OpenThought {
  #close: (() => boolean) | undefined;

  /**
   * A turn begins; there is one at a time.
   *
   * @param close closes its thought; says whether there was one to close.
   * @returns what ends the turn.
   */
  begin(close: () => boolean): () => void {
    this.#close = close;
    return () => {
      if (this.#close === close) this.#close = undefined;
    };
  }

  /** Closes the thought. @returns whether there was one. */
  close(): boolean {
    return this.#close?.() ?? false;
  }
}
