import type { LlamaModel, Token } from "node-llama-cpp";
import { TokenText } from "./tokenText.js";

/** What a generation had and drew; it grows as long as the generation runs. */
export interface Drawn {
  readonly prompt: readonly Token[];
  readonly tokens: readonly Token[];
}

/**
 * Finds the drawn tokens that a text was made of.
 *
 * @param drawn in their order, from the beginning of the text.
 * @returns as many of them as write a beginning of the text in whole characters, and the text behind it.
 */
export function drawnTokens(
  model: Pick<LlamaModel, "detokenize">,
  drawn: readonly Token[],
  text: string,
): { readonly tokens: readonly Token[]; readonly rest: string } {
  const writer = new TokenText<Token>((some, before) => model.detokenize(some, true, before));
  let count = 0;
  let written = 0;
  let length = 0;
  for (const [at, token] of drawn.entries()) {
    const piece = writer.push(token);
    length += piece.length;
    if (length > text.length || !text.startsWith(piece, length - piece.length)) break;
    if (!writer.isWhole) continue;
    [count, written] = [at + 1, length];
    if (written === text.length) break;
  }
  return { tokens: drawn.slice(0, count), rest: text.slice(written) };
}
