/**
 * How R1 turns round in a thought: words at the beginning of a sentence after which it corrects itself or looks again.
 * Taken from thoughts of the distills; a mere "Now" or "So" goes on and does not count.
 */
const turningWords = [
  "wait",
  "hold on",
  "hmm",
  "oh",
  "oops",
  "no,",
  "but wait",
  "but actually",
  "but hold on",
  "actually",
  "alternatively",
  "on second thought",
  "let me (?:re-?check|double[- ]check|check (?:again|that again)|re-?think|re-?consider|re-?read|verify)",
  "(?:i|that)(?: was|'m| am|'s| is)? (?:mistaken|wrong)",
  "i made (?:a|an) (?:mistake|error)",
  "that(?:'s| is|'s) not (?:right|correct)",
  "i should (?:double[- ]check|re-?check|verify)",
];

const turning = new RegExp(`(?:^|[.!?…]\\s+|\\n\\s*)(?:${turningWords.join("|")})(?![\\w'’])`, "iu");

/** Whether the model turns round in a paragraph of its thought. Pure. */
export function isCorrection(text: string): boolean {
  // Straight and typographic apostrophes are one to the words above.
  return turning.test(text.replaceAll("’", "'"));
}

/** A paragraph of a thought. */
export interface Paragraph {
  readonly text: string;
  /** Where it begins in the text, in UTF-16 code units. */
  readonly start: number;
}

/** Cuts a thought into its paragraphs: lines up to one that holds nothing but blanks. Pure. */
export function paragraphs(thought: string): readonly Paragraph[] {
  return Array.from(thought.matchAll(/\S[^]*?(?=\n[^\S\n]*\n|$)/g), ({ 0: found, index }) => ({
    text: found.trimEnd(),
    start: index,
  }));
}
