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

  /** @param tokens that this prompt turned out to have. */
  measure(prompt: readonly PromptPart[], tokens: number): void {
    if (tokens >= 32) this.#charsPerToken = textOf(prompt).length / tokens;
  }

  /** About how many tokens of a prompt would have to be evaluated. */
  uncovered(prompt: readonly PromptPart[]): number {
    const text = textOf(prompt);
    const most = Math.min(text.length, this.#text.length);
    let same = 0;
    while (same < most && text.charCodeAt(same) === this.#text.charCodeAt(same)) same++;
    return Math.ceil((text.length - same) / this.#charsPerToken);
  }

  forget(): void {
    this.#text = "";
    this.#charsPerToken = defaultCharsPerToken;
  }
}

const textOf = (prompt: readonly PromptPart[]): string =>
  prompt.map((part) => ("special" in part ? part.special : part.text)).join("");
