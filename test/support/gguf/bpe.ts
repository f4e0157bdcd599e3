/** A byte-level BPE vocabulary. */
export interface Bpe {
  /** Token texts in GPT-2's alphabet of visible bytes. */
  readonly tokens: readonly string[];
  /** `left right` in the order they are applied. */
  readonly merges: readonly string[];
}

/** The pre-tokeniser of the Qwen distills: llama.cpp's `deepseek-r1-qwen`. */
const words =
  /(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/gu;

/** GPT-2's table that shows every byte as a visible character. */
const alphabet: readonly string[] = (() => {
  const visible = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(visible(byte) ? byte : next++));
})();

/** A text in GPT-2's alphabet of visible bytes. */
export const toAlphabet = (text: string): string[] =>
  [...Buffer.from(text, "utf8")].map((byte) => alphabet[byte] ?? "");

/** Learns a vocabulary: the 256 bytes and up to `maxMerges` merges of pairs that appear at least twice. */
export function trainBpe(text: string, maxMerges: number): Bpe {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  let items = [...counts].map(([word, count]) => ({ symbols: toAlphabet(word), count }));
  const tokens = new Set(alphabet);
  const merges: string[] = [];
  while (merges.length < maxMerges) {
    const pairs = new Map<string, number>();
    for (const { symbols, count } of items) {
      for (const pair of pairsOf(symbols)) pairs.set(pair, (pairs.get(pair) ?? 0) + count);
    }
    // The most frequent pair; among equals the first in the alphabet, so that the result is always the same.
    const [best] = [...pairs].filter(([, n]) => n > 1).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (best === undefined) break;
    merges.push(best[0]);
    tokens.add(best[0].replace(" ", ""));
    items = items.map(({ symbols, count }) => ({ symbols: merge(symbols, best[0]), count }));
  }
  return { tokens: [...tokens], merges };
}

/** Token texts of ordinary text (no special tokens). */
export function encodeBpe(text: string, { merges }: Bpe): string[] {
  const ranks = new Map(merges.map((pair, rank) => [pair, rank]));
  return [...text.matchAll(words)].flatMap(([word]) => {
    let symbols = toAlphabet(word);
    for (;;) {
      const known = pairsOf(symbols).filter((pair) => ranks.has(pair));
      const [next] = known.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
      if (next === undefined) return symbols;
      symbols = merge(symbols, next);
    }
  });
}

const pairsOf = (symbols: readonly string[]): string[] =>
  symbols.slice(1).map((right, i) => `${symbols[i] ?? ""} ${right}`);

function merge(symbols: readonly string[], pair: string): string[] {
  const merged: string[] = [];
  for (let i = 0; i < symbols.length; i++) {
    const here = symbols[i] ?? "";
    const next = symbols[i + 1];
    if (next !== undefined && `${here} ${next}` === pair) {
      merged.push(here + next);
      i++;
    } else merged.push(here);
  }
  return merged;
}
