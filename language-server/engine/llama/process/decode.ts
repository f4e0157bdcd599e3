import type { LlamaModel, Token } from "node-llama-cpp";
import type { Usage } from "../../../../protocol/events.js";
import type { GenerateEvent, GenerateRequest } from "../../engine.js";
import { StopMatcher } from "../../stopMatcher.js";
import type { Cost } from "./cost.js";
import type { Take } from "./sharedTurns.js";
import { TokenText } from "./tokenText.js";
import type { TokenStream } from "./tokenStream.js";

/** What decoding works with. */
export interface DecodeSetting {
  readonly model: Pick<LlamaModel, "detokenize">;
  readonly request: GenerateRequest;
  /** Tokens of the prompt, for the account. */
  readonly promptTokens: number;
  /** When the request came, in `performance.now()`. */
  readonly arrived: number;
  /** Waits for this generation's turn; a step is one turn. */
  readonly take: Take;
  readonly emit: (event: GenerateEvent) => void;
  /** Takes each token that is drawn, before its text is told; absent: nobody wants them. */
  readonly drawn?: Token[];
}

/** What decoding needs of a stream. */
export type Drawing = Pick<TokenStream, "pendingTokens" | "guess" | "step" | "draftedTokens" | "acceptedTokens">;

/** Draws tokens to the end, a stop text or the limit, and tells the text and what it cost. */
export async function decode(stream: Drawing, setting: DecodeSetting, cost: Cost): Promise<void> {
  const { model, request, take, emit } = setting;
  const text = new TokenText<Token>((some, before) => model.detokenize(some, true, before));
  const stops = new StopMatcher(request.stop ?? []);
  const clock = new Clock(setting.arrived);
  let unsent = 0;
  const send = (more: string) => {
    if (more === "") return;
    emit({ type: "text", text: more, tokens: Math.max(1, unsent) });
    unsent = 0;
  };
  let reason: "end" | "stop" | "length" = "length";
  while (reason === "length" && cost.generatedTokens < request.maxTokens) {
    await stream.guess(request.maxTokens - cost.generatedTokens);
    const { pendingTokens } = stream;
    const { tokens, ended } = await take(() => stream.step());
    // The end of the prompt is evaluated along with the first step.
    if (!clock.started) cost.evaluatedTokens += pendingTokens;
    clock.step(tokens.length);
    if (ended) reason = "end";
    let found = "";
    for (const token of tokens) {
      cost.generatedTokens++;
      setting.drawn?.push(token);
      unsent++;
      const more = stops.push(text.push(token));
      found += more.text;
      if (!more.stopped) continue;
      reason = "stop";
      break;
    }
    send(found);
  }
  if (reason !== "stop") {
    const end = stops.push(text.flush());
    send(end.stopped ? end.text : end.text + stops.flush());
    if (end.stopped) reason = "stop";
  }
  const { draftedTokens, acceptedTokens } = stream;
  const usage: Usage = {
    promptTokens: setting.promptTokens,
    evaluatedTokens: cost.evaluatedTokens,
    generatedTokens: cost.generatedTokens,
    ttftMs: clock.ttftMs,
    tokensPerSecond: clock.rate(cost.generatedTokens),
    ...(draftedTokens > 0 && { draftedTokens, acceptedTokens }),
  };
  emit({ type: "done", reason, usage });
}

/** Measures the time to the first token and the rate after it. */
class Clock {
  readonly #arrived: number;
  #first: { readonly at: number; readonly tokens: number } | undefined;
  #last: number;

  constructor(arrived: number) {
    this.#arrived = arrived;
    this.#last = arrived;
  }

  get started(): boolean {
    return this.#first !== undefined;
  }

  get ttftMs(): number {
    return Math.round((this.#first?.at ?? performance.now()) - this.#arrived);
  }

  step(tokens: number): void {
    this.#last = performance.now();
    this.#first ??= { at: this.#last, tokens };
  }

  /** Tokens per second behind the first step; 0 where nothing can be said. */
  rate(tokens: number): number {
    if (this.#first === undefined) return 0;
    const more = tokens - this.#first.tokens;
    const ms = this.#last - this.#first.at;
    return more > 0 && ms > 0 ? Math.round((more / ms) * 1e5) / 100 : 0;
  }
}
