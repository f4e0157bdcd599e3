import type { Token } from "node-llama-cpp";

/** Guesses the tokens that come next, so that several are evaluated in one step. */
export interface Guesser {
  /** Takes the next token of the text, guessed or not. */
  push(token: Token): void;
  /**
   * Guesses at most `room` tokens; none where a guess is not worth it. Native work takes turns of its own.
   */
  guess(room: number): readonly Token[] | Promise<readonly Token[]>;
  /**
   * Tells how the last guess went.
   *
   * @param drafted how many guessed tokens were evaluated.
   * @param accepted how many of them, from the first one on, were right.
   * @param ms what the step took, in milliseconds, without the guess itself.
   */
  measured(drafted: number, accepted: number, ms: number): void;
  /** Nothing more is guessed: frees what it holds. */
  end(): void | Promise<void>;
}
