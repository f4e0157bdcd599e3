const replacement = "\uFFFD";
/** Pushes after which a broken end is taken as really broken: a UTF-8 character has at most 4 bytes. */
const maxStuck = 4;
/** Tokens before, which the detokeniser looks at to decide about leading spaces. */
const contextTokens = 4;

/**
 * Turns generated tokens into text, whole characters only. A token may end in the middle of a UTF-8 character; the
 * detokeniser then ends its text with U+FFFD, and this holds that end back until the rest has come.
 */
export class TokenText<T> {
  readonly #detokenize: (tokens: readonly T[], before: readonly T[]) => string;
  /** Tokens since the last time the text ended with a whole character. */
  #pending: readonly T[] = [];
  #before: readonly T[] = [];
  /** UTF-16 units of the pending tokens' text that were returned already. */
  #returned = 0;
  #stuck = 0;

  constructor(detokenize: (tokens: readonly T[], before: readonly T[]) => string) {
    this.#detokenize = detokenize;
  }

  /** Whether all tokens so far are in the text that was returned. */
  get isWhole(): boolean {
    return this.#pending.length === 0;
  }

  /** Takes the next token; returns the text that is certain now, maybe none. */
  push(token: T): string {
    this.#pending = [...this.#pending, token];
    const text = this.#detokenize(this.#pending, this.#before);
    const whole = text.replace(/\uFFFD+$/u, "");
    this.#stuck = whole.length > this.#returned ? 0 : this.#stuck + 1;
    if (whole.length < text.length && this.#stuck < maxStuck) {
      const more = whole.slice(this.#returned);
      this.#returned = Math.max(this.#returned, whole.length);
      return more;
    }
    return this.#settle(text);
  }

  /** The end: a character that was never completed is dropped. */
  flush(): string {
    if (this.#pending.length === 0) return "";
    const text = this.#detokenize(this.#pending, this.#before);
    return this.#settle(text.endsWith(replacement) ? text.replace(/\uFFFD+$/u, "") : text);
  }

  #settle(text: string): string {
    const more = text.slice(this.#returned);
    this.#before = [...this.#before, ...this.#pending].slice(-contextTokens);
    this.#pending = [];
    this.#returned = 0;
    this.#stuck = 0;
    return more;
  }
}
