import type { ThinkingEffort } from "../../protocol/settings.js";

/** Most tokens of a thought, by effort. */
const thoughtTokensOf: Readonly<Record<ThinkingEffort, number>> = { off: 0, low: 512, medium: 2048, high: 8192 };

/** Tokens for the answer, where the context allows it. */
const answerTokens = 2048;

/** What one turn may generate, in tokens. */
export interface TurnLimits {
  /** Thought and answer together; at most half of the context. */
  readonly maxTokens: number;
  /** The thought, of which a quarter of `maxTokens` is kept free for the answer; 0: no thought at all. */
  readonly thoughtTokens: number;
}

/** The limits of a turn. @param contextSize of the model, in tokens. */
export function turnLimits(contextSize: number, effort: ThinkingEffort): TurnLimits {
  const wanted = thoughtTokensOf[effort];
  const maxTokens = Math.min(wanted + answerTokens, Math.floor(contextSize / 2));
  return { maxTokens, thoughtTokens: Math.min(wanted, Math.floor((maxTokens * 3) / 4)) };
}
