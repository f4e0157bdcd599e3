/** Tokens that must agree before a place in the text is taken for the original of a copy. */
const minMatch = 3;
/** Longest agreement that is counted: more is no better. */
const maxMatch = 16;
/** Where a copy deviates, it is looked for again this many tokens further on, and after this many new tokens at most. */
const nearby = 24;
const patience = 8;

/**
 * Guesses the next tokens of a text that repeats its prompt, as a rewrite of code does: what stands at the end of the
 * text is looked up in all that stands before it, and what followed there is the guess (Saxena, "Prompt Lookup
 * Decoding", 2023). A copy that was found is followed as long as it holds; where it deviates, which is where the code
 * was corrected, one agreeing token close behind is enough to go on.
 *
 * Pure. A guess costs a look at the places where the last tokens stand, not at the whole text.
 */
export class PromptLookup<T extends number> {
  readonly #tokens: T[] = [];
  readonly #promptLength: number;
  /** The places behind each run of `minMatch` tokens, in the order of the text. */
  readonly #places = new Map<string, number[]>();
  /** The place in the text of which the next token may be a copy, and how many tokens before it agree. */
  #source: { readonly place: number; readonly agreement: number } | undefined;
  /** Where the last copy deviated, and for how many tokens that is still of interest. */
  #lost: { readonly at: number; readonly left: number } | undefined;

  /** @param prompt all of it: the code to rewrite stands somewhere in there. */
  constructor(prompt: readonly T[]) {
    this.#promptLength = prompt.length;
    for (const token of prompt) this.push(token);
  }

  /** Takes the next token of the text, guessed or not. */
  push(token: T): void {
    const end = this.#tokens.length;
    if (end >= minMatch) {
      const key = this.#key(end);
      const places = this.#places.get(key);
      if (places === undefined) this.#places.set(key, [end]);
      else places.push(end);
    }
    this.#tokens.push(token);
    const source = this.#source;
    const before = this.#lost;
    if (before !== undefined) this.#lost = before.left > 1 ? { ...before, left: before.left - 1 } : undefined;
    if (source === undefined) return;
    const holds = this.#tokens[source.place] === token;
    this.#source = holds ? { place: source.place + 1, agreement: source.agreement + 1 } : undefined;
    // A place that agreed by chance says nothing about where the copy was lost.
    if (source.agreement >= minMatch) this.#lost = holds ? undefined : { at: source.place, left: patience };
  }

  /**
   * How many tokens of the text's end agree with the place that a guess would be copied from: the more, the better the
   * guess. 0: there is no such place.
   */
  get agreement(): number {
    this.#source ??= this.#find() ?? this.#findNearby();
    return this.#source?.agreement ?? 0;
  }

  /** The tokens that may come next, at most `length`; none when {@link agreement} is 0. */
  draft(length: number): readonly T[] {
    if (length < 1 || this.agreement === 0 || this.#source === undefined) return [];
    return this.#tokens.slice(this.#source.place, this.#source.place + length);
  }

  /** The place with the longest agreement; among equals the next one behind where the last copy was lost. */
  #find(): { readonly place: number; readonly agreement: number } | undefined {
    if (this.#tokens.length < minMatch) return undefined;
    const from = this.#lost?.at ?? 0;
    let best: { readonly place: number; readonly agreement: number; readonly behind: boolean } | undefined;
    for (const place of this.#places.get(this.#key(this.#tokens.length)) ?? []) {
      const agreement = this.#match(place);
      const behind = place > from;
      if (
        best === undefined ||
        agreement > best.agreement ||
        (agreement === best.agreement && behind && !best.behind)
      ) {
        best = { place, agreement, behind };
      }
    }
    return best;
  }

  #findNearby(): { readonly place: number; readonly agreement: number } | undefined {
    if (this.#lost === undefined) return undefined;
    const last = this.#tokens.at(-1);
    const { at } = this.#lost;
    // Not out of the prompt into the answer, which begins with what was just copied.
    const end = at < this.#promptLength ? this.#promptLength : this.#tokens.length - 1;
    for (let i = at; i < Math.min(at + nearby, end); i++) {
      if (this.#tokens[i] === last) return { place: i + 1, agreement: 1 };
    }
    return undefined;
  }

  /** How many tokens before `place` agree with the end of the text. */
  #match(place: number): number {
    const end = this.#tokens.length;
    let length = minMatch;
    while (length < maxMatch && place > length && this.#tokens[place - length - 1] === this.#tokens[end - length - 1]) {
      length++;
    }
    return length;
  }

  #key(end: number): string {
    return this.#tokens.slice(end - minMatch, end).join(" ");
  }
}
