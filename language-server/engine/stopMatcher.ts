/**
 * Finds stop texts in a stream. Text that may be the beginning of a stop text is held back until it is clear.
 *
 * The result does not depend on how the text is cut into chunks: the stream ends with the first stop text that is
 * complete (the longest, if two end at the same place), and what stands before it is returned.
 */
export class StopMatcher {
  readonly #stops: readonly string[];
  #held = "";

  /** @param stops empty strings are ignored. */
  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== "");
  }

  /** Takes more text. Nothing may be pushed after `stopped`. */
  push(text: string): { readonly text: string; readonly stopped: boolean } {
    const all = this.#held + text;
    const at = this.#find(all);
    if (at !== undefined) {
      this.#held = "";
      return { text: all.slice(0, at), stopped: true };
    }
    const clear = all.length - this.#beginning(all);
    this.#held = all.slice(clear);
    return { text: all.slice(0, clear), stopped: false };
  }

  /** The end of the stream: what was held back was no stop text. */
  flush(): string {
    const rest = this.#held;
    this.#held = "";
    return rest;
  }

  /** Where the stop text that is complete first begins. */
  #find(text: string): number | undefined {
    let best: { start: number; end: number } | undefined;
    for (const stop of this.#stops) {
      const start = text.indexOf(stop);
      const end = start + stop.length;
      if (start < 0) continue;
      if (best === undefined || end < best.end || (end === best.end && start < best.start)) best = { start, end };
    }
    return best?.start;
  }

  /** Length of the longest end of `text` that a stop text begins with. */
  #beginning(text: string): number {
    let longest = 0;
    for (const stop of this.#stops) {
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
        if (text.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}
