import type { Clock } from "./clock.js";
import type { CompletionPlace } from "./completionPlace.js";
import type { CompletionModel, PromptedEngineParts } from "./promptedEngine.js";
import type { Reason } from "./reasons.js";
import type { CaretSyntax } from "./syntax/caretSyntax.js";

/** What a `Completer` is made of. */
export interface CompleterParts extends PromptedEngineParts {
  readonly clock: Clock;
  /**
   * The model, loaded. With `wait` a load is waited for; without, it is begun, and the answer is a reason.
   */
  readonly model: (wait: boolean, signal: AbortSignal) => Promise<CompletionModel | { readonly reason: Reason }>;
  /** What a parser knows of a place; without one the text decides. */
  readonly syntaxOf?: (place: CompletionPlace) => CaretSyntax;
  /** Whether the machine runs on its battery. */
  readonly onBattery: () => boolean;
  /** Whether a turn of the chat or an edit is running: then nothing is computed ahead. */
  readonly isBusy: () => boolean;
  /** Other work with the engine for a moment when nobody waits, such as a self-test of the model. */
  readonly whenIdle?: (signal: AbortSignal) => Promise<void>;
}
