/** Most tokens that are guessed at a time. */
const maxLength = 16;
/** A guess must promise this much more speed. */
const minGain = 1.05;
/** Where guessing loses, it is tried again after so many steps unless told otherwise, with so many tokens. */
const defaultRetryAfter = 32;
const retryLength = 2;
/** Guesses are judged apart by how many tokens agree before them: from 1, 3, 6, 12 and 24. */
const classes = [1, 3, 6, 12, 24];
/** Weight that what is known loses at each new measurement. */
const acceptanceMemory = 0.98;
const costMemory = 0.99;

/**
 * Decides how many tokens are guessed in the next step, from what was measured: the share of guessed tokens that were
 * right, and what a step costs by its length. Where a step of several tokens costs as much as several steps (a busy
 * CPU, a model of few parameters), or guesses are wrong, the answer is 0; it is tried again now and then.
 *
 * A step of n tokens is taken to cost a + b·n; a and b are fitted to the last steps (least squares). The expected
 * yield of a guess of k tokens that are right with probability p each is (1 - p^(k+1)) / (1 - p) tokens.
 *
 * Pure: the times are handed in.
 */
export class DraftLength {
  /** By agreement: how many guessed tokens were right, of how many. What it begins with lets it try. */
  readonly #known = classes.map(() => ({ right: 3, guessed: 4 }));
  #sums = { n: 0, x: 0, y: 0, xx: 0, xy: 0 };
  readonly #retryAfter: number;
  #idle = 0;

  /** @param retryAfter steps after which guessing is tried again where it loses; default 32. */
  constructor(retryAfter = defaultRetryAfter) {
    this.#retryAfter = retryAfter;
  }

  /** Tokens to guess in the next step; 0: none. */
  next(agreement: number): number {
    const best = this.#best(this.#of(agreement));
    if (best > 0) {
      this.#idle = 0;
      return best;
    }
    this.#idle++;
    if (this.#idle < this.#retryAfter) return 0;
    this.#idle = 0;
    return retryLength;
  }

  /** A step took `ms` for its first token and `drafted` guessed ones, of which the first `accepted` were right. */
  measured(agreement: number, drafted: number, accepted: number, ms: number): void {
    if (drafted > 0) {
      const known = this.#of(agreement);
      // Behind the first wrong one nothing was learnt.
      known.right = known.right * acceptanceMemory + accepted;
      known.guessed = known.guessed * acceptanceMemory + Math.min(drafted, accepted + 1);
    }
    const { n, x, y, xx, xy } = this.#sums;
    const m = costMemory;
    const tokens = drafted + 1;
    this.#sums = {
      n: n * m + 1,
      x: x * m + tokens,
      y: y * m + ms,
      xx: xx * m + tokens * tokens,
      xy: xy * m + tokens * ms,
    };
  }

  #of(agreement: number): { right: number; guessed: number } {
    const index = classes.findLastIndex((least) => agreement >= least);
    return this.#known[index] ?? { right: 0, guessed: 1 };
  }

  #best({ right, guessed }: { readonly right: number; readonly guessed: number }): number {
    const p = Math.min(0.99, right / guessed);
    const slope = this.#slope();
    let best = { length: 0, gain: minGain };
    for (let length = 1; length <= maxLength; length++) {
      const gain = (1 - p ** (length + 1)) / (1 - p) / (1 + slope * length);
      if (gain > best.gain) best = { length, gain };
    }
    return best.length;
  }

  /** What one more token costs, in steps of one token. */
  #slope(): number {
    const { n, x, y, xx, xy } = this.#sums;
    const spread = n * xx - x * x;
    // All steps had the same length so far.
    if (spread <= 1e-6 * n * n) return 0.25;
    const b = Math.max(0, (n * xy - x * y) / spread);
    const a = (y - b * x) / n;
    const one = a + b;
    return one > 0 ? b / one : 1;
  }
}
