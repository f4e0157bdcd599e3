import type { CompletionFilter } from "./filter.js";

/** So often in a row is babbling. */
const tooOften = 3;
/** Within a line lists are common: `0, 0, 0`. */
const tooOftenInLine = 4;

/**
 * Cuts where the model begins to repeat itself: a line, or a block of lines, that comes again and again keeps its first
 * time; a line that is the same words over and over drops the completion.
 */
export const repetition: CompletionFilter = (candidate, { before }) => {
  const lines = candidate.text.split("\n");
  const end = repeatedFrom([before + (lines[0] ?? ""), ...lines.slice(1)]);
  const kept = end === undefined ? lines : lines.slice(0, end);
  const babble = kept.findIndex(repeatsWords);
  if (babble === 0) return { dropped: "repetition" };
  const text = (babble < 0 ? kept : kept.slice(0, babble)).join("\n");
  return { ...candidate, text };
};

/** The line from which on all repeats what stands before it. */
function repeatedFrom(lines: readonly string[]): number | undefined {
  for (let size = 1; size * 2 <= lines.length; size++)
    for (let start = 0; start + size * 2 <= lines.length; start++) {
      const times = timesOf(lines, start, size);
      const needed = size === 1 ? tooOften : 2;
      if (times < needed || !isTelling(lines.slice(start, start + size), size)) continue;
      return start + size;
    }
  return undefined;
}

/** How often the block of lines comes in a row; the last time it may be cut short at the end of the text. */
function timesOf(lines: readonly string[], start: number, size: number): number {
  let same = 0;
  while (start + size + same < lines.length && lines[start + same] === lines[start + size + same]) same++;
  return 1 + Math.floor(same / size);
}

function isTelling(block: readonly string[], size: number): boolean {
  const telling = block.filter((line) => /\w{2}/.test(line)).length;
  return size === 1 ? telling === 1 : telling >= 2;
}

/**
 * Whether a line ends with the same words over and over. The period of what is repeated is found with the failure
 * function of Knuth, Morris and Pratt over the reversed line, so long lines cost no more per letter than short ones.
 */
function repeatsWords(line: string): boolean {
  const reversed = Array.from(line.replace(/[^\p{L}\p{N}]+$/u, "")).reverse();
  const border: number[] = [0];
  for (let at = 1; at < reversed.length; at++) {
    let length = border[at - 1] ?? 0;
    while (length > 0 && reversed[at] !== reversed[length]) length = border[length - 1] ?? 0;
    if (reversed[at] === reversed[length]) length++;
    border[at] = length;
    const period = at + 1 - length;
    const unit = reversed.slice(0, period).join("");
    if (length >= period * (tooOftenInLine - 1) && /\p{L}{2}/u.test(unit) && period > 3) return true;
  }
  return false;
}
