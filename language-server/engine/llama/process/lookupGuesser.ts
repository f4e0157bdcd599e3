import type { Token } from "node-llama-cpp";
import type { DraftLength } from "./draftLength.js";
import type { Guesser } from "./guesser.js";
import type { PromptLookup } from "./promptLookup.js";

/** Guesses from what stands in the text already, as far as that is measured to be faster. */
export class LookupGuesser implements Guesser {
  readonly #lookup: PromptLookup<Token>;
  readonly #length: Pick<DraftLength, "next" | "measured">;
  #agreement = 0;

  constructor(lookup: PromptLookup<Token>, length: Pick<DraftLength, "next" | "measured">) {
    this.#lookup = lookup;
    this.#length = length;
  }

  push(token: Token): void {
    this.#lookup.push(token);
  }

  guess(room: number): readonly Token[] {
    this.#agreement = this.#lookup.agreement;
    if (this.#agreement === 0) return [];
    return this.#lookup.draft(Math.min(this.#length.next(this.#agreement), room));
  }

  measured(drafted: number, accepted: number, ms: number): void {
    this.#length.measured(this.#agreement, drafted, accepted, ms);
  }

  end(): void {
    // Nothing native is held.
  }
}
