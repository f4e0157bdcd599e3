/** A paragraph of a thought. */
export interface ThoughtStep {
  readonly text: string;
  /** Where it begins in the thought, in UTF-16 code units; a step that is being written keeps it. */
  readonly start: number;
  /** The model takes back or checks what it thought before. */
  readonly isCorrection: boolean;
}

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

/** Cuts a thought into its paragraphs and finds those in which the model corrects itself. Pure. */
export function thoughtSteps(thought: string): readonly ThoughtStep[] {
  const steps: ThoughtStep[] = [];
  // A paragraph: lines up to one that holds nothing but blanks.
  for (const { 0: found, index } of thought.matchAll(/\S[^]*?(?=\n[^\S\n]*\n|$)/g)) {
    const text = found.trimEnd();
    // Straight and typographic apostrophes are one to the words above.
    steps.push({ text, start: index, isCorrection: turning.test(text.replaceAll("’", "'")) });
  }
  return steps;
}
