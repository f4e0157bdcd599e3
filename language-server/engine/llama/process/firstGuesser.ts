import type { Token } from "node-llama-cpp";
import type { Guesser } from "./guesser.js";

/** Asks several guessers in their order; the first that has a guess is taken. */
export class FirstGuesser implements Guesser {
  readonly #guessers: readonly Guesser[];
  #asked: Guesser | undefined;

  constructor(guessers: readonly Guesser[]) {
    this.#guessers = guessers;
  }

  push(token: Token): void {
    for (const guesser of this.#guessers) guesser.push(token);
  }

  async guess(room: number): Promise<readonly Token[]> {
    for (const guesser of this.#guessers) {
      const guessed = await guesser.guess(room);
      this.#asked = guesser;
      if (guessed.length > 0) return guessed;
    }
    this.#asked = undefined;
    return [];
  }

  /** A step without a guess is news for all of them, the others are for the one who guessed. */
  measured(drafted: number, accepted: number, ms: number): void {
    const concerned = this.#asked === undefined ? this.#guessers : [this.#asked];
    for (const guesser of concerned) guesser.measured(drafted, accepted, ms);
  }

  async end(): Promise<void> {
    for (const guesser of this.#guessers) await guesser.end();
  }
}
