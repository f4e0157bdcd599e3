/** So many tokens are evaluated in no time: there is nothing to save by waiting. */
const fewTokens = 8;
/**
 * Longest wait for the evaluation of a prompt, in milliseconds. It is short, because more of the same line makes nothing
 * of that useless: only what stands behind the caret is evaluated in vain when another line is begun.
 */
const longest = 75;
/** Longest wait where the model guesses wrong. */
const longestAfterMisses = 250;
/** Contradicted suggestions in a row after which guessing at each key is not worth it. */
const manyContradicted = 3;

/** What the wait before a generation depends on. */
export interface DebounceInput {
  /** Prompt tokens that are not in the KV cache. */
  readonly uncovered: number;
  /** How long these take, in milliseconds, where it is known. */
  readonly prefillMs: number | undefined;
  /** Milliseconds between two keys. */
  readonly interval: number;
  /** How likely a suggestion is wanted here, 0 to 1; see {@link contextScore}. */
  readonly score: number;
  /** Suggestions in a row whose first letter was not what the user typed. */
  readonly contradicted: number;
}

/**
 * How long to wait for another key before the engine is asked, in milliseconds. Nothing, where the KV cache covers all
 * but a few tokens. Else no longer than evaluation would take, and less where people stop to look: what a key makes
 * useless should not be begun. Where the model guessed wrong several times in a row, the next key says more than it.
 */
export function debounce({ uncovered, prefillMs, interval, score, contradicted }: DebounceInput): number {
  const pause = interval * (1.5 - score);
  if (contradicted >= manyContradicted) return Math.min(longestAfterMisses, pause);
  if (uncovered <= fewTokens) return 0;
  return Math.min(longest, pause, prefillMs ?? longest);
}

/**
 * How likely a suggestion is wanted at a place: people look up after a sign, at the end of a line and of a file. The
 * weights are those of Tabby's agent (`CompletionDebouncing`).
 *
 * @param before the line up to the caret. @param after the rest of the line. @param isLast nothing stands below.
 */
export function contextScore(before: string, after: string, isLast: boolean): number {
  const trigger = /\W$/u.test(before) ? 0.5 : 0;
  const lineEnd = after.trim() === "" ? 0.4 : 0;
  return trigger + lineEnd + (isLast ? 0.1 : 0);
}
