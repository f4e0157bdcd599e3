import { randomInt } from "node:crypto";
import type { ControlledEvaluateInputItem, LlamaContextSequence, LlamaModel, Token, TokenBias } from "node-llama-cpp";
import type { Sampling } from "../../engine.js";
import type { Guesser } from "./guesser.js";
import { samplerOptions } from "./samplerOptions.js";

/** Says which tokens may not be drawn. */
export interface TokenBan {
  has(token: Token): boolean;
  /** Makes the sampler draw none of them. */
  bias(): Promise<TokenBias>;
}

/** What a stream needs of a sequence. */
export type DrawnSequence = Pick<
  LlamaContextSequence,
  "nextTokenIndex" | "evaluateWithMetadata" | "controlledEvaluate" | "eraseContextTokenRanges"
>;

/** How a stream draws. */
export interface TokenStreamOptions {
  readonly sequence: DrawnSequence;
  readonly model: Pick<LlamaModel, "isEogToken">;
  readonly sampling: Sampling;
  /** Guesses tokens that are then evaluated together; left out: one token at a time. */
  readonly guesser?: Guesser;
  readonly ban?: TokenBan;
}

/**
 * Draws the tokens that follow in a sequence, in steps of one batch each.
 *
 * A step with guessed tokens evaluates the last token and the guessed ones behind it together, draws a token behind
 * each of them, and keeps what it drew up to the first one that was guessed wrong. Each kept token is drawn by the model
 * itself, given exactly the tokens before it, so the choice of tokens is the same as without (for temperatures above 0
 * in distribution: the guess is a fixed token, and a sample that happens to be equal to it is kept).
 *
 * Steps without a guess share one generator of the binding, and with it one sampler: making one for each token costs as
 * much as a twentieth of a step. The generator reads where the sequence ends at each step, so the other kind of step
 * may come in between.
 */
export class TokenStream {
  readonly #options: TokenStreamOptions;
  /** What the next step evaluates. */
  #pending: readonly Token[];
  #guess: readonly Token[] = [];
  #draws: ReturnType<DrawnSequence["evaluateWithMetadata"]> | undefined;
  #drafted = 0;
  #accepted = 0;

  /** @param tail the prompt's last tokens, at least one and at most a batch: all before them is in the sequence. */
  constructor(tail: readonly Token[], options: TokenStreamOptions) {
    this.#pending = tail;
    this.#options = options;
  }

  /** How many tokens that stand fast the next step evaluates: the tail of the prompt, then always the last token. */
  get pendingTokens(): number {
    return this.#pending.length;
  }

  /** Tokens that were guessed so far. */
  get draftedTokens(): number {
    return this.#drafted;
  }

  /** How many of the guessed tokens were right. */
  get acceptedTokens(): number {
    return this.#accepted;
  }

  /**
   * Guesses for the next step, outside of its turn: a draft model takes turns of its own.
   *
   * @param room the most tokens that are wanted of the next step, at least 1.
   */
  async guess(room: number): Promise<void> {
    // The tail of a prompt is a batch as it is.
    if (this.#pending.length > 1 || room < 2) return;
    this.#guess = (await this.#options.guesser?.guess(room - 1)) ?? [];
  }

  /**
   * One step: a single batch, and a second one of one token when a banned token was drawn.
   *
   * @returns the next tokens, one more than were guessed right, and whether the text ends behind them.
   */
  async step(): Promise<{ readonly tokens: readonly Token[]; readonly ended: boolean }> {
    const { sequence, guesser, ban } = this.#options;
    const [pending, guess] = [this.#pending, this.#guess];
    this.#guess = [];
    const started = performance.now();
    /** Where the last token that stands fast is in the cache. */
    const last = sequence.nextTokenIndex + pending.length - 1;
    const drawn = guess.length === 0 ? [await this.#drawNext(pending)] : await this.#draw([...pending, ...guess]);
    const wrong = drawn.findIndex((token, i) => token !== guess[i] || ban?.has(token) === true);
    const kept = drawn.slice(0, wrong);
    let next = drawn[wrong] as Token;
    // What was guessed wrong, and what was evaluated behind it, leaves the cache.
    if (wrong < guess.length) await erase(sequence, last + 1 + wrong);
    if (pending.length === 1) guesser?.measured(guess.length, wrong, performance.now() - started);
    if (ban?.has(next) === true) {
      next = await this.#drawAgain(last + wrong, guess[wrong - 1] ?? (pending.at(-1) as Token), ban);
    }
    this.#drafted += guess.length;
    this.#accepted += wrong;
    return this.#settle([...kept, next]);
  }

  /** Nothing more is wanted: frees the sampler, and what the guesser holds. */
  async end(): Promise<void> {
    const draws = this.#draws;
    this.#draws = undefined;
    await draws?.return();
    await this.#options.guesser?.end();
  }

  /** Evaluates tokens and draws one behind the last of them. */
  async #drawNext(tokens: readonly Token[]): Promise<Token> {
    const first = this.#draws === undefined;
    // Not `evaluate`, which is this with one more generator around it, for each token.
    this.#draws ??= this.#options.sequence.evaluateWithMetadata(
      [...tokens],
      {},
      { ...this.#sampling(), yieldEogToken: true },
    );
    const result = await (first ? this.#draws.next() : this.#draws.next([...tokens]));
    return checked(result.done === true ? undefined : result.value.token);
  }

  /** Evaluates tokens and draws one behind each guessed one, and behind the one before them. */
  async #draw(tokens: readonly Token[], tokenBias?: TokenBias): Promise<Token[]> {
    const options = { ...this.#sampling(), ...(tokenBias && { tokenBias }) };
    const input = tokens.map((token): ControlledEvaluateInputItem => [
      token,
      { generateNext: { token: true, options } },
    ]);
    const results = await this.#options.sequence.controlledEvaluate(input);
    return tokens.map((_, i) => checked(results[i]?.next.token));
  }

  /** Draws again behind the token at `index`, without the banned ones. */
  async #drawAgain(index: number, token: Token, ban: TokenBan): Promise<Token> {
    await erase(this.#options.sequence, index);
    const [next] = await this.#draw([token], await ban.bias());
    return next as Token;
  }

  #sampling() {
    const { sampling } = this.#options;
    return {
      ...samplerOptions(sampling),
      // Each sampler has a seed of its own: the same seed again would be the same luck again.
      seed: sampling.temperature === 0 ? 0 : randomInt(2 ** 31),
    };
  }

  #settle(tokens: readonly Token[]): { readonly tokens: readonly Token[]; readonly ended: boolean } {
    const end = tokens.findIndex((token) => this.#options.model.isEogToken(token));
    const text = end < 0 ? tokens : tokens.slice(0, end);
    for (const token of text) this.#options.guesser?.push(token);
    this.#pending = text.slice(-1);
    return { tokens: text, ended: end >= 0 };
  }
}

function checked(token: Token | null | undefined): Token {
  if (token === undefined || token === null) throw new Error("The engine drew no token.");
  return token;
}

/** Takes everything from `index` on out of the cache. */
const erase = (sequence: DrawnSequence, index: number): Promise<void> =>
  sequence.eraseContextTokenRanges([{ start: index, end: sequence.nextTokenIndex }]);
