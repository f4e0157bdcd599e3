import { typedSince, type CaretText } from "../reuse/caretText.js";

/** How much of the average the latest suggestion makes up. */
const weight = 0.2;

/**
 * How useful suggestions were lately: which share of a shown text came to stand in the document, typed or accepted.
 * Work ahead is worth its cost only where they are.
 */
export class Usefulness {
  #share = 0.5;
  #contradicted = 0;
  #shown: { readonly at: CaretText; readonly text: string; readonly used: number } | undefined;

  /** Share of the shown text that was used, 0 to 1; 0.5 until something is known. */
  get share(): number {
    return this.#share;
  }

  /** Suggestions in a row of which nothing was used. */
  get contradicted(): number {
    return this.#contradicted;
  }

  /** A suggestion is shown. It may be the rest of the one before. */
  shown(at: CaretText, text: string): void {
    if (this.#shown !== undefined && this.#shown.used > 0 && this.#shown.text.endsWith(text)) return;
    this.#settle();
    this.#shown = { at, text, used: 0 };
  }

  /** What is shown was accepted. */
  accepted(): void {
    if (this.#shown !== undefined) this.#shown = { ...this.#shown, used: this.#shown.text.length };
    this.#settle();
  }

  /** The caret is here now. */
  moved(caret: CaretText): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    const typed = typedSince(caret, shown.at);
    if (typed === "") return;
    const used = typed === undefined ? 0 : commonLength(typed, shown.text);
    this.#shown = { ...shown, used: Math.max(shown.used, used) };
    if (typed === undefined || used < typed.length || used === shown.text.length) this.#settle();
  }

  #settle(): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    this.#shown = undefined;
    this.#share += weight * (shown.used / Math.max(1, shown.text.length) - this.#share);
    this.#contradicted = shown.used > 0 ? 0 : this.#contradicted + 1;
  }
}

function commonLength(one: string, other: string): number {
  let same = 0;
  while (same < one.length && same < other.length && one[same] === other[same]) same++;
  return same;
}
