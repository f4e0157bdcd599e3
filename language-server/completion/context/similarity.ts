import { linesOf } from "./pieces.js";

/** Two chunks that are more alike than this are one. */
const same = 0.9;
/** A chunk that repeats more than this of the text around the caret is left out. */
const repeated = 0.5;

/** A text in the form in which it is compared with others. */
export interface Fingerprint {
  /** The lines that say something: trimmed, without those of brackets only. */
  readonly lines: ReadonlySet<string>;
  /** How often each word occurs. */
  readonly words: ReadonlyMap<string, number>;
  readonly wordCount: number;
}

export function fingerprint(text: string): Fingerprint {
  const lines = new Set<string>();
  for (const line of linesOf(text)) {
    const trimmed = line.trim();
    if (/[\p{L}\p{N}_].*[\p{L}\p{N}_]/u.test(trimmed)) lines.add(trimmed);
  }
  const words = new Map<string, number>();
  let wordCount = 0;
  for (const [word] of text.matchAll(/[\p{L}\p{N}_]+/gu)) {
    words.set(word, (words.get(word) ?? 0) + 1);
    wordCount++;
  }
  return { lines, words, wordCount };
}

/** Whether two chunks say the same: by their lines (Jaccard) or by their words (Dice). */
export const areSame = (a: Fingerprint, b: Fingerprint): boolean => jaccard(a, b) > same || dice(a, b) > same;

/**
 * Whether a chunk repeats the text around the caret. A model that sees the same code twice goes on by repeating it:
 * llama.vim leaves such chunks out for that reason. The text around the caret is the larger one, so what counts is the
 * share of the chunk's lines that stand there too; without lines to compare, of its words.
 */
export function repeats(chunk: Fingerprint, around: Fingerprint): boolean {
  if (overlap(chunk, around) > repeated) return true;
  return dice(chunk, around) > repeated;
}

/** Share of the lines of `a` that stand in `b` too. */
export function overlap(a: Fingerprint, b: Fingerprint): number {
  if (a.lines.size === 0) return 0;
  let common = 0;
  for (const line of a.lines) if (b.lines.has(line)) common++;
  return common / a.lines.size;
}

/** Common lines of all lines. */
function jaccard(a: Fingerprint, b: Fingerprint): number {
  if (a.lines.size === 0 || b.lines.size === 0) return 0;
  let common = 0;
  for (const line of a.lines) if (b.lines.has(line)) common++;
  return common / (a.lines.size + b.lines.size - common);
}

/** Twice the common words of the words of both. */
function dice(a: Fingerprint, b: Fingerprint): number {
  if (a.wordCount === 0 || b.wordCount === 0) return 0;
  let common = 0;
  for (const [word, count] of a.words) common += Math.min(count, b.words.get(word) ?? 0);
  return (2 * common) / (a.wordCount + b.wordCount);
}
