import type { PromptPart } from "../../language-server/engine/engine.js";

/** The text before the caret out of a prompt in Qwen's form: what stands before the suffix, and what behind the middle. */
export function beforeCaret(prompt: readonly PromptPart[]): string {
  let before = "";
  let isBefore = false;
  for (const part of prompt) {
    if ("text" in part) {
      if (isBefore) before += part.text;
    } else if (part.special === "<|fim_prefix|>" || part.special === "<|fim_middle|>") isBefore = true;
    else isBefore = false;
  }
  return before;
}
