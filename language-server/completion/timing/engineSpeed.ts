import type { Usage } from "../../../protocol/events.js";

/** How much of an average the latest measurement makes up. */
const weight = 0.3;
/** Fewer evaluated tokens than this say little about the speed of evaluation. */
const minEvaluated = 16;
/** Fewer than this say nothing. */
const minRough = 4;
/** Time that a suggestion may take to be written, in milliseconds, once its prompt is read. */
const writingMs = 2000;

/** How fast the engine is, learnt from the usage of earlier requests. */
export class EngineSpeed {
  #msPerPromptToken: number | undefined;
  /** From a prompt that was short, until there is a longer one: in a new file there may be none for long. */
  #rough: number | undefined;
  #tokensPerSecond: number | undefined;

  learn({ evaluatedTokens, ttftMs, tokensPerSecond }: Usage): void {
    this.learnPrefill(evaluatedTokens, ttftMs);
    if (tokensPerSecond > 0) this.#tokensPerSecond = average(this.#tokensPerSecond, tokensPerSecond);
  }

  /** So many prompt tokens took so many milliseconds: also of a request that was ended before it said what it cost. */
  learnPrefill(tokens: number, ms: number): void {
    if (tokens >= minEvaluated) this.#msPerPromptToken = average(this.#msPerPromptToken, ms / tokens);
    else if (tokens >= minRough) this.#rough = ms / tokens;
  }

  /** Milliseconds to evaluate so many prompt tokens; undefined until it is known. */
  prefillMs(tokens: number): number | undefined {
    const msPerToken = this.#msPerPromptToken ?? this.#rough;
    return msPerToken === undefined ? undefined : msPerToken * tokens;
  }

  /** Generated tokens per second; undefined until it is known. */
  get tokensPerSecond(): number | undefined {
    return this.#tokensPerSecond;
  }

  /** Most tokens of a completion: what is written in two seconds, within limits. */
  maxTokens(most: number): number {
    if (this.#tokensPerSecond === undefined) return most;
    return Math.min(most, Math.max(24, Math.round((this.#tokensPerSecond * writingMs) / 1000)));
  }

  /** Another model has another speed. */
  forget(): void {
    this.#msPerPromptToken = undefined;
    this.#rough = undefined;
    this.#tokensPerSecond = undefined;
  }
}

const average = (before: number | undefined, now: number): number =>
  before === undefined ? now : before + weight * (now - before);
