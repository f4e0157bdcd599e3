/**
 * How many tokens are guessed at a time; what a step of each length costs is measured apart. With the token before them
 * they are powers of two, which is what matrix kernels like best.
 */
const lengths = [1, 3, 7, 15] as const;
/** A guess must promise this much more speed: what is measured is not exact, and losing is worse than not winning. */
const minGain = 1.2;
/** Where guessing loses, it is tried again after so many chances unless told otherwise, with so many tokens. */
const defaultRetryAfter = 32;
const retryLength = 3;
/** Each try in vain doubles that, up to so many times as much. */
const maxPatience = 16;
/** Guesses are judged apart by how many tokens agree before them: from 1, 3, 6, 12 and 24. */
const classes = [1, 3, 6, 12, 24];
/** Weight that what is known of the guesses loses at each new one. */
const acceptanceMemory = 0.98;
/** By what share a new time moves what is known of the times. */
const timeShare = 0.02;
/** A step without a guess is the measure of all others: there is one after so many with. */
const plainAfter = 64;
/** What a guessed token is taken to cost before one was measured, in steps of one token. */
const unknownCost = 0.25;
/** A length that was hardly tried is taken to cost this share per token of the cheapest that was, so that it is tried. */
const optimism = 0.5;
const enoughTries = 3;

/** What is known about the guesses with some agreement. */
interface Guesses {
  /** How many guessed tokens were right, of how many. What it begins with lets it try. */
  right: number;
  guessed: number;
  /** Chances that were not taken since the last guess, and how many of them are let go. */
  idle: number;
  patience: number;
}

/**
 * Decides how many tokens are guessed in the next step, from what was measured: the share of guessed tokens that were
 * right, and what a guessed token costs in a step of its length. That is no straight line: on a CPU a few tokens cost
 * nearly as much as single ones and many are cheaper (matrix times matrix), on a GPU they are nearly free. Where guesses
 * are wrong, or cost as much as they bring, the answer is 0; it is tried again now and then, less and less often.
 *
 * The expected yield of a guess of k tokens that are right with probability p each is (1 - p^(k+1)) / (1 - p) tokens.
 *
 * Pure: the times are handed in.
 */
export class DraftLength {
  readonly #retryAfter: number;
  readonly #known: readonly Guesses[];
  /** A step without a guess, in milliseconds. */
  readonly #plain = new RunningMedian();
  #sincePlain = 0;
  /** What one guessed token adds to a step, in milliseconds, by the length of the guess. */
  readonly #extra = lengths.map(() => new RunningMedian());

  /** @param retryAfter chances after which guessing is tried again where it loses; default 32. */
  constructor(retryAfter = defaultRetryAfter) {
    this.#retryAfter = retryAfter;
    this.#known = classes.map(() => ({ right: 3, guessed: 4, idle: 0, patience: retryAfter }));
  }

  /** Tokens to guess in the next step; 0: none. */
  next(agreement: number): number {
    if (this.#plain.count === 0 || this.#sincePlain >= plainAfter) return 0;
    const known = this.#of(agreement);
    const best = this.#best(Math.min(0.99, known.right / known.guessed));
    if (best > 0) {
      known.idle = 0;
      known.patience = this.#retryAfter;
      return best;
    }
    known.idle++;
    if (known.idle < known.patience) return 0;
    known.idle = 0;
    known.patience = Math.min(2 * known.patience, maxPatience * this.#retryAfter);
    return retryLength;
  }

  /** A step took `ms` for its first token and `drafted` guessed ones, of which the first `accepted` were right. */
  measured(agreement: number, drafted: number, accepted: number, ms: number): void {
    if (drafted === 0) {
      this.#plain.add(ms);
      this.#sincePlain = 0;
      return;
    }
    this.#sincePlain++;
    const known = this.#of(agreement);
    // Behind the first wrong one nothing was learnt.
    known.right = known.right * acceptanceMemory + accepted;
    known.guessed = known.guessed * acceptanceMemory + Math.min(drafted, accepted + 1);
    const index = lengths.findLastIndex((length) => length <= drafted);
    // A step may seem to be free by chance; nothing is.
    this.#extra[index]?.add(Math.max(this.#plain.value / 100, ms - this.#plain.value) / drafted);
  }

  #of(agreement: number): Guesses {
    const index = classes.findLastIndex((least) => agreement >= least);
    return this.#known[Math.max(0, index)] as Guesses;
  }

  /** The length that promises most with guesses that are right with probability `p`; 0: none promises enough. */
  #best(p: number): number {
    let best = { length: 0, gain: minGain };
    for (const [index, length] of lengths.entries()) {
      const gain = (1 - p ** (length + 1)) / (1 - p) / (1 + length * this.#cost(index));
      if (gain > best.gain) best = { length, gain };
    }
    return best.length;
  }

  /** What a guessed token costs in a guess of one of the lengths, in steps without one. */
  #cost(index: number): number {
    const tried = this.#extra.filter(({ count }) => count > 0);
    const plain = this.#plain.value;
    if (plain === 0 || tried.length === 0) return unknownCost;
    const extra = this.#extra[index];
    if (extra !== undefined && extra.count >= enoughTries) return extra.value / plain;
    return (optimism * Math.min(...tried.map(({ value }) => value))) / plain;
  }
}

/**
 * About the median of the last values: each moves it a little towards itself, by the same share however far it is. So a
 * step that was held up by something else does not count for more than any other.
 */
class RunningMedian {
  count = 0;
  value = 0;

  add(value: number): void {
    this.count++;
    if (this.value === 0) this.value = value;
    else this.value *= 1 + Math.sign(value - this.value) * Math.max(timeShare, 1 / (this.count + 1));
  }
}
