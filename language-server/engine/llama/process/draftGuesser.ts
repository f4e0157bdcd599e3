import type { LlamaContextSequence, Token } from "node-llama-cpp";
import type { Guesser } from "./guesser.js";
import type { Lane } from "./lane.js";
import type { Take } from "./sharedTurns.js";

/** What guessing with a draft model works with. */
export interface DraftGuesserOptions {
  /** Where the draft model runs; its sequence is driven here and by nobody else meanwhile. */
  readonly draft: Pick<Lane, "sequence" | "contextSize" | "batchSize" | "draftLength">;
  /** Waits for a turn; each token that is guessed takes one, so that a completion gets in between. */
  readonly take: Take;
  /** Tokens of the model that is guessed for; the draft model may have more. */
  readonly vocabularySize: number;
}

/** Nothing agrees beforehand, as in `PromptLookup`; so guesses are judged by their place in a row of them. */
const agreement = 1;

/**
 * Guesses with a smaller model of the same vocabulary, as far as that is measured to be faster. The smaller model's
 * sequence follows the text: what it guessed wrong is taken out of its cache and what was written instead is evaluated,
 * along with the next guess. Its prompt is evaluated at the first guess, in batches.
 */
export class DraftGuesser implements Guesser {
  readonly #options: DraftGuesserOptions;
  readonly #text: Token[];
  #draws: ReturnType<LlamaContextSequence["evaluate"]> | undefined;
  /** What the last guess took, in milliseconds, without the wait for its turns. */
  #ms = 0;
  #room: number | undefined;

  /** @param prompt all of it. */
  constructor(prompt: readonly Token[], options: DraftGuesserOptions) {
    this.#options = options;
    this.#text = [...prompt];
  }

  push(token: Token): void {
    this.#text.push(token);
  }

  async guess(room: number): Promise<readonly Token[]> {
    this.#ms = 0;
    const { draft, vocabularySize } = this.#options;
    const left = (await this.#size()) - this.#text.length;
    const length = Math.min(draft.draftLength.next(agreement), room, left);
    if (length < 1) return [];
    const sequence = await draft.sequence();
    let input = await this.#catchUp(sequence);
    const guessed: Token[] = [];
    while (guessed.length < length) {
      const next = await this.#timed(() => this.#draw(sequence, input));
      if (next === undefined || next >= vocabularySize) break;
      guessed.push(next);
      input = [next];
    }
    return guessed;
  }

  measured(drafted: number, accepted: number, ms: number): void {
    const { draftLength } = this.#options.draft;
    // Behind the first wrong one nothing was learnt.
    for (let i = 0; i < Math.min(drafted, accepted + 1); i++) draftLength.judged(agreement + i, i < accepted);
    draftLength.measured(drafted, accepted, ms + this.#ms);
  }

  async end(): Promise<void> {
    const draws = this.#draws;
    this.#draws = undefined;
    await draws?.return();
  }

  /** Tokens that the draft model's context holds; 0 where there is no memory for one. */
  async #size(): Promise<number> {
    const { draft, take } = this.#options;
    this.#room ??= await take(() => draft.contextSize().catch(() => 0));
    return this.#room;
  }

  /** Brings the cache to the text, but for its end. @returns the end, at least one token and at most a batch. */
  async #catchUp(sequence: LlamaContextSequence): Promise<readonly Token[]> {
    const { draft, take } = this.#options;
    const text = this.#text;
    await this.#timed(() => sequence.adaptStateToTokens(text.slice(0, -1), false));
    let from = sequence.nextTokenIndex;
    for (; text.length - from > draft.batchSize; from += draft.batchSize) {
      const chunk = text.slice(from, from + draft.batchSize);
      await take(() => sequence.evaluateWithoutGeneratingNewTokens(chunk));
    }
    return text.slice(from);
  }

  async #draw(sequence: LlamaContextSequence, input: readonly Token[]): Promise<Token | undefined> {
    const first = this.#draws === undefined;
    this.#draws ??= sequence.evaluate([...input], { temperature: 0, topK: 0, yieldEogToken: true });
    const result = await (first ? this.#draws.next() : this.#draws.next([...input]));
    return result.done === true ? undefined : result.value;
  }

  #timed<T>(work: () => Promise<T>): Promise<T> {
    return this.#options.take(async () => {
      const started = performance.now();
      try {
        return await work();
      } finally {
        this.#ms += performance.now() - started;
      }
    });
  }
}
