/**
 * Events from a callback as something to iterate over, for one reader.
 */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #events: T[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  /** Whether nothing more can come. */
  get ended(): boolean {
    return this.#end !== undefined;
  }

  push(event: T): void {
    if (this.ended) return;
    this.#events.push(event);
    this.#wake();
  }

  /** The end: the reader gets what is there, then the end. */
  close(): void {
    this.#end ??= {};
    this.#wake();
  }

  /** The reader gets what is there, then `error`. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake();
  }

  /** The reader gets `error` at once; what was not read is dropped. */
  abort(error: unknown): void {
    this.#events.length = 0;
    this.#end = { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) yield event;
      else if (this.#end === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else if ("error" in this.#end) throw this.#end.error;
      else return;
    }
  }
}
