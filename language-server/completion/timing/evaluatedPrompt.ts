import type { PromptPart } from "../../engine/engine.js";

/** Characters of code per token until it is measured. */
const defaultCharsPerToken = 3;

/**
 * What stands in the KV cache of the completion lane, as far as the server can know it: the text of the prompt that was
 * evaluated last, and what was generated behind it.
 */
export class EvaluatedPrompt {
  #text = "";
  #charsPerToken = defaultCharsPerToken;

  /**
   * @param share how much of the prompt was evaluated, 0 to 1.
   * @param generated what was written behind it.
   */
  set(prompt: readonly PromptPart[], share: number, generated: string): void {
    const text = textOf(prompt);
    this.#text = share < 1 ? text.slice(0, Math.floor(text.length * share)) : text + generated;
  }

  /** The evaluation of a prompt was ended early: sure is only what it shares with the one before. */
  begun(prompt: readonly PromptPart[]): void {
    const text = textOf(prompt);
    this.#text = text.slice(0, this.#common(text));
  }

  /** @param tokens that this prompt turned out to have. */
  measure(prompt: readonly PromptPart[], tokens: number): void {
    if (tokens >= 32) this.#charsPerToken = textOf(prompt).length / tokens;
  }

  /** About how many tokens of a prompt would have to be evaluated. */
  uncovered(prompt: readonly PromptPart[]): number {
    const text = textOf(prompt);
    return Math.ceil((text.length - this.#common(text)) / this.#charsPerToken);
  }

  forget(): void {
    this.#text = "";
    this.#charsPerToken = defaultCharsPerToken;
  }

  #common(text: string): number {
    const most = Math.min(text.length, this.#text.length);
    let same = 0;
    while (same < most && text.charCodeAt(same) === this.#text.charCodeAt(same)) same++;
    return same;
  }
}

const textOf = (prompt: readonly PromptPart[]): string =>
  prompt.map((part) => ("special" in part ? part.special : part.text)).join("");
