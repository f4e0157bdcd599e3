/** Texts by key; the one that was not used for longest goes when there are too many. */
export class LeastRecentlyUsed {
  readonly #entries = new Map<string, string>();

  constructor(private readonly size: number) {}

  get(key: string): string | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    return value;
  }

  put(key: string, value: string): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.size && oldest !== undefined) this.#entries.delete(oldest);
  }
}
