import type { ChatMessage, ChatTurnParams } from "../../protocol/chat.js";
import type { PromptPart } from "../engine/engine.js";
import { askPrompt } from "../prompts/askPrompt.js";
import { explainPrompt } from "../prompts/explainPrompt.js";
import { renderR1 } from "../prompts/renderR1.js";

/** Renders the prompt of a chat turn with this much of the history. */
export function turnPrompt(params: ChatTurnParams, history: readonly ChatMessage[]): PromptPart[] {
  const question =
    params.command === "explain"
      ? explainPrompt(params.question, params.context)
      : askPrompt(params.question, params.context);
  return renderR1(history, question);
}

/**
 * The history without its oldest whole turn: everything up to the next message of the user.
 *
 * @returns undefined when there is nothing left to leave out.
 */
export function withoutOldestTurn(history: readonly ChatMessage[]): readonly ChatMessage[] | undefined {
  if (history.length === 0) return undefined;
  const next = history.findIndex((message, index) => index > 0 && message.role === "user");
  return next < 0 ? [] : history.slice(next);
}
