import type { Token } from "node-llama-cpp";
import type { DraftLength } from "./draftLength.js";
import type { Guesser } from "./guesser.js";
import type { PromptLookup } from "./promptLookup.js";

/**
 * Guesses from what stands in the text already, as far as that is measured to be faster. How good it guesses costs
 * nothing to find out: also what was not guessed is compared with what was written.
 */
export class LookupGuesser implements Guesser {
  readonly #lookup: PromptLookup<Token>;
  readonly #length: Pick<DraftLength, "next" | "judged" | "measured">;

  constructor(lookup: PromptLookup<Token>, length: Pick<DraftLength, "next" | "judged" | "measured">) {
    this.#lookup = lookup;
    this.#length = length;
  }

  push(token: Token): void {
    const [guessed] = this.#lookup.draft(1);
    if (guessed !== undefined) this.#length.judged(this.#lookup.agreement, guessed === token);
    this.#lookup.push(token);
  }

  guess(room: number): readonly Token[] {
    const { agreement } = this.#lookup;
    return agreement === 0 ? [] : this.#lookup.draft(Math.min(this.#length.next(agreement), room));
  }

  measured(drafted: number, accepted: number, ms: number): void {
    this.#length.measured(drafted, accepted, ms);
  }

  end(): void {
    // Nothing native is held.
  }
}
