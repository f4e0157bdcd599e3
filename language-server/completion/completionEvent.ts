import type { Usage } from "../../protocol/events.js";
import type { Reason } from "./reasons.js";

/**
 * Where a shown suggestion came from: `cache` the same place was asked before, `typed` the user types what was
 * suggested, `inFlight` what was being generated for an earlier keystroke, `engine` a generation of its own.
 */
export const sources = {
  cache: "Known from before.",
  typed: "The rest of the suggestion that is being typed.",
  inFlight: "From a generation that was running already.",
  engine: "From the model.",
} as const satisfies Readonly<Record<string, string>>;
export type Source = keyof typeof sources;

/** What a generation is for: `ahead` computes what will be wanted if the shown suggestion is accepted. */
export type Purpose = "completion" | "ahead" | "alternatives";

/** One step of the pipeline, for whoever measures it. */
export type CompletionEvent =
  | { readonly type: "request"; readonly invoked: boolean }
  | { readonly type: "engineStart"; readonly purpose: Purpose }
  | { readonly type: "engineEnd"; readonly purpose: Purpose; readonly usage: Usage }
  /** A generation was ended before the model did: tokens it had generated, and prompt tokens it had evaluated. */
  | { readonly type: "aborted"; readonly purpose: Purpose; readonly generated: number; readonly evaluated: number }
  /** Prompt tokens that were evaluated while the caret rested. */
  | { readonly type: "prefill"; readonly evaluated: number }
  | { readonly type: "shown"; readonly source: Source; readonly texts: readonly string[]; readonly latencyMs: number }
  | { readonly type: "none"; readonly reason: Reason }
  | { readonly type: "accepted"; readonly id: number };
