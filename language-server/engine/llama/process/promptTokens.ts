import type { LlamaModel, Token } from "node-llama-cpp";
import type { PromptPart } from "../../engine.js";
import { drawnTokens, type Drawn } from "./drawnTokens.js";

/** The part of a model that this needs. */
export type PromptTokenizer = Pick<LlamaModel, "tokenize" | "detokenize" | "getTokenAttributes" | "vocabularyType">;

/**
 * Tokenises a prompt. Each part is tokenised by itself; only `special` parts may hold control tokens.
 *
 * @param drawn the last generation of the lane, for parts that it wrote.
 */
export function promptTokens(model: PromptTokenizer, prompt: readonly PromptPart[], drawn?: Drawn): Token[] {
  return prompt.reduce<Token[]>((before, part) => [...before, ...partTokens(model, part, before, drawn)], []);
}

function partTokens(
  model: PromptTokenizer,
  part: PromptPart,
  before: readonly Token[],
  drawn: Drawn | undefined,
): readonly Token[] {
  if ("special" in part) return model.tokenize(part.special, true);
  if (part.isWritten !== true || drawn === undefined || !isSame(before, drawn.prompt)) return plain(model, part.text);
  const { tokens, rest } = drawnTokens(model, drawn.tokens, part.text);
  return [...tokens, ...plain(model, rest)];
}

const isSame = (some: readonly Token[], others: readonly Token[]): boolean =>
  some.length === others.length && some.every((token, at) => token === others[at]);

/**
 * Tokenises text so that nothing in it becomes a control token.
 *
 * llama.cpp's `parse_special = false` keeps back CONTROL tokens only: the USER_DEFINED ones, and with them `<think>`
 * and `</think>` of the R1 distills, are matched in any text (`tokenizer_st_partition` in llama-vocab.cpp). Where
 * such tokens appear, their texts are cut after the first character and the pieces are tokenised apart.
 */
function plain(model: PromptTokenizer, text: string): Token[] {
  // SentencePiece vocabularies put a blank before a text; a part of a prompt, such as a suffix, begins as it is.
  const kind: string = model.vocabularyType;
  const blank = kind === "spm" ? "trimLeadingSpace" : undefined;
  let pieces: readonly string[] = [text];
  for (;;) {
    const tokens = pieces.flatMap((piece) => model.tokenize(piece, false, blank));
    const markup = [...new Set(tokens)].filter((token) => isMarkup(model, token));
    const cut = pieces.flatMap((piece) =>
      cutInside(
        piece,
        markup.map((token) => model.detokenize([token], true)),
      ),
    );
    // Nothing to cut: all is plain, or the token does not show in the text and so nobody wrote it there.
    if (cut.length === pieces.length) return tokens;
    pieces = cut;
  }
}

/** A control token, or a user-defined one that is more than white space (some vocabularies have runs of newlines). */
function isMarkup(model: PromptTokenizer, token: Token): boolean {
  const attributes = model.getTokenAttributes(token);
  if (attributes.control) return true;
  return attributes.userDefined && model.detokenize([token], true).trim().length > 1;
}

/** Cuts a text after the first character of every place where one of `markup` stands. */
function cutInside(text: string, markup: readonly string[]): string[] {
  const cuts = new Set<number>();
  for (const word of markup) {
    const first = String.fromCodePoint(word.codePointAt(0) ?? 0).length;
    if (first >= word.length) continue;
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) cuts.add(at + first);
  }
  const places = [0, ...[...cuts].sort((a, b) => a - b), text.length];
  return places.slice(1).map((end, i) => text.slice(places[i], end));
}
