/**
 * How many tokens are guessed at a time; what a step of each length costs is measured apart. With the token before them
 * they are powers of two, which is what matrix kernels like best.
 */
const lengths = [1, 3, 7, 15] as const;
/** A guess must promise this much more speed, since what is measured is not exact. */
const minGain = 1.1;
/** Guesses are judged apart by how many tokens agree before them: from 1, 3, 6, 12 and 24. */
const classes = [1, 3, 6, 12, 24];
/** A step without a guess is the measure of all others: there is one after so many with. */
const plainAfter = 64;
/** What a guessed token is taken to cost before one was measured, in steps of one token. */
const unknownCost = 0.25;
/** A length that was hardly tried is taken to cost this share per token of the cheapest that was, so that it is tried. */
const optimism = 0.5;
const enoughTries = 2;
/** Things change: what a length costs is forgotten where it was not tried for so many steps without a guess. */
const forgottenAfter = 2_000;
/**
 * What guessing may lose, in steps without a guess: so much at the beginning, so much more with each such step, and what
 * it has won, up to a limit. So it costs half a hundredth of the time at most where it never wins.
 */
const firstCredit = 5;
const creditPerStep = 0.005;
const maxCredit = 16;

/**
 * Decides how many tokens are guessed in the next step, from what was measured: the share of guesses that are right, and
 * what a guessed token costs in a step of its length. That is no straight line: on a CPU a few tokens cost nearly as much
 * as single ones and many are cheaper (matrix times matrix), on a GPU they are nearly free. Where guesses are wrong, or
 * cost as much as they bring, the answer is 0. What a length costs is found out with guesses that are likely to be right,
 * as far as the credit goes: then little is lost even if it does not pay.
 *
 * Pure: the times are handed in.
 */
export class DraftLength {
  readonly #rates = classes.map(() => new Rate());
  /** A step without a guess, in milliseconds. */
  readonly #plain = new RunningMedian();
  #sincePlain = 0;
  /** What one guessed token adds to a step, in milliseconds, by the length of the guess. */
  readonly #extra = lengths.map(() => new RunningMedian());
  /** Steps without a guess since each length was tried. */
  readonly #idle = lengths.map(() => 0);
  #credit = firstCredit;

  /**
   * Tokens to guess in the next step; 0: none.
   *
   * @param agreement how many tokens of the text agree with what the guess would be copied from.
   */
  next(agreement: number): number {
    if (this.#plain.count === 0 || this.#sincePlain >= plainAfter) return 0;
    let best = { length: 0, gain: minGain };
    for (const [index, length] of lengths.entries()) {
      const right = this.#rightOf(length, agreement);
      const cost = this.#cost(index);
      const gain = (1 + right) / (1 + length * cost);
      // What was not measured may turn out to cost as much as steps of their own.
      const loss = length * (this.#isKnown(index) ? cost : 1) - right;
      if (gain > best.gain && this.#credit > Math.max(0, loss)) best = { length, gain };
    }
    return best.length;
  }

  /** A guess for one token, with so much agreement, is known to have been right or wrong, whether it was evaluated or not. */
  judged(agreement: number, right: boolean): void {
    this.#rateOf(agreement).add(right);
  }

  /** A step took `ms` for its first token and `drafted` guessed ones, of which the first `accepted` were right. */
  measured(drafted: number, accepted: number, ms: number): void {
    if (drafted === 0) {
      this.#plain.add(ms);
      this.#sincePlain = 0;
      this.#earn(creditPerStep);
      this.#fade();
      return;
    }
    this.#sincePlain++;
    const plain = this.#plain.value;
    // A step may seem to be free by chance; nothing is.
    const extra = Math.max(plain / 100, ms - plain);
    const index = lengths.findLastIndex((length) => length <= drafted);
    this.#extra[index]?.add(extra / drafted);
    this.#idle[index] = 0;
    // A step that something else held up is no loss of this.
    if (plain > 0) this.#earn(accepted - Math.min(extra / plain, 2 * drafted));
  }

  /** How many of the next `length` tokens are guessed right, on average: each agrees with one more than the one before. */
  #rightOf(length: number, agreement: number): number {
    let [all, sum] = [1, 0];
    for (let i = 0; i < length; i++) {
      all *= this.#rateOf(agreement + i).value;
      sum += all;
    }
    return sum;
  }

  #rateOf(agreement: number): Rate {
    const index = classes.findLastIndex((least) => agreement >= least);
    return this.#rates[Math.max(0, index)] as Rate;
  }

  #isKnown(index: number): boolean {
    return (this.#extra[index]?.count ?? 0) >= enoughTries;
  }

  /** What a guessed token costs in a guess of one of the lengths, in steps without one. */
  #cost(index: number): number {
    const plain = this.#plain.value;
    const tried = this.#extra.filter(({ count }) => count > 0);
    if (plain === 0 || tried.length === 0) return unknownCost;
    if (this.#isKnown(index)) return (this.#extra[index]?.value ?? 0) / plain;
    return (optimism * Math.min(...tried.map(({ value }) => value))) / plain;
  }

  #fade(): void {
    for (const rate of this.#rates) rate.fade();
    for (const [index, extra] of this.#extra.entries()) {
      const idle = (this.#idle[index] ?? 0) + 1;
      this.#idle[index] = idle % forgottenAfter;
      if (idle === forgottenAfter) extra.forget();
    }
  }

  #earn(steps: number): void {
    this.#credit = Math.min(maxCredit, this.#credit + steps);
  }
}

/** What a rate begins with, as if so many were seen: it lets guessing try. */
const assumed = { right: 3, all: 4 };
/** Weight that what is known of a rate loses at each new guess, and share by which it gets back to what was assumed. */
const rateMemory = 0.98;
const fading = 0.001;
const mostRight = 0.995;

/** The share of guesses that are right, of the last ones more than of earlier ones. */
class Rate {
  #right = assumed.right;
  #all = assumed.all;

  get value(): number {
    return Math.min(mostRight, this.#right / this.#all);
  }

  add(right: boolean): void {
    this.#right = this.#right * rateMemory + (right ? 1 : 0);
    this.#all = this.#all * rateMemory + 1;
  }

  /** What was not judged for long is not known any more. */
  fade(): void {
    this.#right += (assumed.right - this.#right) * fading;
    this.#all += (assumed.all - this.#all) * fading;
  }
}

/** By what share a new time moves what is known of the times. */
const timeShare = 0.02;

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

  forget(): void {
    this.count = 0;
    this.value = 0;
  }
}
