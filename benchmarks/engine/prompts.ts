import { seededRandom } from "../support/seededRandom.js";

/** Words that most vocabularies have as one token, with the space before. */
const candidates =
  "a b c d e f g h i j k l m n o p q r s t u v w x y z the of to and in is it for as on with return if else value name line list file code text item count index first last next sum max min array number string function const let while class def self true false null new this that not or by be are from";

/**
 * Makes prompts of an exact number of tokens that have no beginning in common.
 */
export class PromptMaker {
  readonly #words: readonly string[];
  readonly #random: () => number;

  private constructor(words: readonly string[], seed: number) {
    this.#words = words;
    this.#random = seededRandom(seed);
  }

  /** @param tokenize the model's own tokeniser, without special tokens. */
  static async create(tokenize: (text: string) => Promise<readonly number[]>, seed: number): Promise<PromptMaker> {
    const words: string[] = [];
    for (const word of candidates.split(" ")) {
      if ((await tokenize(` ${word}`)).length === 1) words.push(` ${word}`);
    }
    if (words.length < 10) throw new Error("The vocabulary has too few of the words that prompts are made of.");
    return new PromptMaker(words, seed);
  }

  /** A text of `tokens` tokens. */
  text(tokens: number): string {
    return Array.from({ length: tokens }, () => this.#words[Math.floor(this.#random() * this.#words.length)]).join("");
  }
}
