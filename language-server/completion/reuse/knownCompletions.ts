import type { CompletionLines } from "../completionLines.js";
import { typedSince, type CaretText } from "./caretText.js";

/** Completions that are remembered. */
const defaultSize = 250;

/** What the model wrote at a place. */
export interface Written {
  /** Raw; it may go on behind what was shown. */
  readonly text: string;
  /** There is no more of it. */
  readonly ended: boolean;
  /** The model itself ended there, and was not cut off: behind the text it has nothing to say. */
  readonly byModel: boolean;
  /** How many lines were wanted at the place; absent: that was not decided. */
  readonly lines?: CompletionLines;
}

/** What is known for a place: the rest of what was written, and whether it was written for exactly this place. */
export interface Known extends Written {
  readonly how: "cache" | "typed";
}

/**
 * Remembers what the model wrote where, the latest 250 times. It answers when the same place comes up again, and when
 * the user typed or accepted a part of what was written, over the ends of lines and with the same text behind the caret.
 */
export class KnownCompletions {
  /** Oldest first. */
  readonly #entries: { readonly at: CaretText; readonly written: Written }[] = [];

  constructor(private readonly size = defaultSize) {}

  /** Everything that is known for a place, latest first. */
  *find(caret: CaretText): Generator<Known, void, undefined> {
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      const entry = this.#entries[i];
      if (entry === undefined) return;
      const typed = typedSince(caret, entry.at);
      if (typed === undefined || !entry.written.text.startsWith(typed)) continue;
      const { lines, ...written } = entry.written;
      yield {
        ...written,
        text: written.text.slice(typed.length),
        how: typed === "" ? "cache" : "typed",
        // Another line is another place.
        ...(lines !== undefined && !typed.includes("\n") && { lines }),
      };
    }
  }

  add(at: CaretText, written: Written): void {
    this.#entries.push({ at, written });
    if (this.#entries.length > this.size) this.#entries.shift();
  }

  /** Forgets everything: another model would write something else. */
  clear(): void {
    this.#entries.length = 0;
  }
}
