import type { CompletionWindow } from "../../completion/layout/completionWindow.js";
import type { ContextChunk } from "../../completion/context/contextChunk.js";
import type { PromptPart } from "../../engine/engine.js";

/** What a completion prompt is made of. */
export interface CompletionPrompt {
  /** Path of the document as the model sees it. */
  readonly path: string;
  /** The editor's language id. */
  readonly languageId: string;
  readonly window: CompletionWindow;
  /** In a stable order: what changes least comes first. */
  readonly chunks: readonly ContextChunk[];
}

/** A way to ask a model for a completion. */
export interface CompletionForm {
  /** Stable name, for the log and the store of self-tests. */
  readonly name: string;
  render(prompt: CompletionPrompt): readonly PromptPart[];
  /**
   * What of the end of `typed` is not in the prompt: at most one white-space character. The answer has to begin with
   * it, and what follows it is the completion; an answer that begins otherwise is none.
   *
   * Tokenizers put a space and the word behind it into one token. A prompt that ends with a space thus ends within a
   * token, where the models were never trained to go on.
   */
  heldBack(typed: string): string;
  /** Texts that end the answer, control tokens among them; line ends are not. */
  readonly stop: readonly string[];
  /** Whether the model sees the text behind the caret. */
  readonly seesSuffix: boolean;
}
