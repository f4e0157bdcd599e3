import { randomInt } from "node:crypto";
import type { ControlledEvaluateInputItem, LlamaContextSequence, LlamaModel, Token, TokenBias } from "node-llama-cpp";
import type { Sampling } from "../../engine.js";
import type { DraftLength } from "./draftLength.js";
import type { PromptLookup } from "./promptLookup.js";

/** Says which tokens may not be drawn. */
export interface TokenBan {
  has(token: Token): boolean;
  /** Makes the sampler draw none of them. */
  bias(): Promise<TokenBias>;
}

/** How a stream draws. */
export interface TokenStreamOptions {
  readonly sequence: LlamaContextSequence;
  readonly model: Pick<LlamaModel, "isEogToken">;
  readonly sampling: Sampling;
  /** Guesses tokens that are then evaluated together; left out: one token at a time. */
  readonly speculation?: {
    readonly lookup: PromptLookup<Token>;
    readonly length: Pick<DraftLength, "next" | "measured">;
  };
  readonly ban?: TokenBan;
}

/**
 * Draws the tokens that follow in a sequence, in steps of one batch each.
 *
 * With speculation a step evaluates the last token and the guessed ones behind it together, draws a token behind each
 * of them, and keeps what it drew up to the first one that was guessed wrong. Each kept token is drawn by the model
 * itself, given exactly the tokens before it, so the choice of tokens is the same as without (for temperatures above 0
 * in distribution: the guess is a fixed token, and a sample that happens to be equal to it is kept).
 */
export class TokenStream {
  readonly #options: TokenStreamOptions;
  #last: Token;
  #drafted = 0;
  #accepted = 0;

  /** @param last the prompt's last token: all before it is in the sequence. */
  constructor(last: Token, options: TokenStreamOptions) {
    this.#last = last;
    this.#options = options;
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
   * One step: a single batch, and a second one of one token when a banned token was drawn.
   *
   * @param room the most tokens that are wanted, at least 1.
   * @returns the next tokens, and whether the text ends behind them.
   */
  async step(room: number): Promise<{ readonly tokens: readonly Token[]; readonly ended: boolean }> {
    const { sequence, speculation, ban } = this.#options;
    const agreement = speculation?.lookup.agreement ?? 0;
    const wanted = speculation === undefined || agreement === 0 ? 0 : speculation.length.next(agreement);
    const draft = speculation?.lookup.draft(Math.min(wanted, room - 1)) ?? [];
    const started = performance.now();
    const base = sequence.nextTokenIndex;
    const drawn = await this.#draw([this.#last, ...draft]);
    const wrong = drawn.findIndex((token, i) => token !== draft[i] || ban?.has(token) === true);
    const kept = drawn.slice(0, wrong);
    let next = drawn[wrong] as Token;
    // What was guessed wrong, and what was evaluated behind it, leaves the cache.
    if (wrong < draft.length) await erase(sequence, base + 1 + wrong);
    speculation?.length.measured(agreement, draft.length, wrong, performance.now() - started);
    if (ban?.has(next) === true) next = await this.#drawAgain(base + wrong, draft[wrong - 1] ?? this.#last, ban);
    this.#drafted += draft.length;
    this.#accepted += wrong;
    return this.#settle([...kept, next]);
  }

  /** Evaluates tokens and draws one behind each of them. */
  async #draw(tokens: readonly Token[], tokenBias?: TokenBias): Promise<Token[]> {
    const { temperature, topP } = this.#options.sampling;
    const options = {
      temperature,
      topP,
      // The binding cuts to 40 candidates by default; R1's settings know top-p only.
      topK: 0,
      // The binding makes a new sampler for each call: the same seed again would be the same luck again.
      seed: temperature === 0 ? 0 : randomInt(2 ** 31),
      ...(tokenBias && { tokenBias }),
    };
    const input = tokens.map((token): ControlledEvaluateInputItem => [
      token,
      { generateNext: { token: true, options } },
    ]);
    const results = await this.#options.sequence.controlledEvaluate(input);
    return tokens.map((_, i) => {
      const token = results[i]?.next.token;
      if (token === undefined || token === null) throw new Error("The engine drew no token.");
      return token;
    });
  }

  /** Draws again behind the token at `index`, without the banned ones. */
  async #drawAgain(index: number, token: Token, ban: TokenBan): Promise<Token> {
    await erase(this.#options.sequence, index);
    const [next] = await this.#draw([token], await ban.bias());
    return next as Token;
  }

  #settle(tokens: readonly Token[]): { readonly tokens: readonly Token[]; readonly ended: boolean } {
    const end = tokens.findIndex((token) => this.#options.model.isEogToken(token));
    const text = end < 0 ? tokens : tokens.slice(0, end);
    for (const token of text) this.#options.speculation?.lookup.push(token);
    this.#last = text.at(-1) ?? this.#last;
    return { tokens: text, ended: end >= 0 };
  }
}

/** Takes everything from `index` on out of the cache. */
const erase = (sequence: LlamaContextSequence, index: number): Promise<void> =>
  sequence.eraseContextTokenRanges([{ start: index, end: sequence.nextTokenIndex }]);
