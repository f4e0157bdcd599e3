/** The part of a GGUF header that says what a token is. */
export interface VocabularyHeader {
  /** Kind of tokeniser, such as `gpt2`. */
  readonly model: string;
  readonly tokens: readonly string[];
}

/** One list may be longer by so many tokens: makers pad them to round sizes. As in llama.cpp's own speculation. */
const mostPadding = 128;

/**
 * Why the tokens of one model cannot be taken for those of another.
 *
 * @returns undefined when they can: each token that both have is the same text.
 */
export function vocabularyDifference(one: VocabularyHeader, other: VocabularyHeader): string | undefined {
  if (one.model !== other.model) return `its tokeniser is ${other.model}, not ${one.model}`;
  const [length, otherLength] = [one.tokens.length, other.tokens.length];
  if (Math.abs(length - otherLength) > mostPadding) {
    return `its vocabulary has ${otherLength.toLocaleString("en")} tokens, not ${length.toLocaleString("en")}`;
  }
  const shared = Math.min(length, otherLength);
  for (let token = 0; token < shared; token++) {
    if (one.tokens[token] !== other.tokens[token]) return `token ${String(token)} is another text`;
  }
  return undefined;
}
