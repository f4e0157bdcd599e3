import type { ChatMessage, ChatTurnParams } from "../../protocol/chat.js";
import type { PromptPart } from "../engine/engine.js";
import { askPrompt } from "../prompts/askPrompt.js";
import { explainPrompt } from "../prompts/explainPrompt.js";
import { renderR1 } from "../prompts/renderR1.js";

/** Renders the prompt of a chat turn with this much of the history. @param thinks see {@link renderR1}. */
export function turnPrompt(params: ChatTurnParams, history: readonly ChatMessage[], thinks = true): PromptPart[] {
  const question =
    params.command === "explain"
      ? explainPrompt(params.question, params.context)
      : askPrompt(params.question, params.context);
  return renderR1(history, question, thinks);
}

/**
 * The history as the client will send it with the next question.
 *
 * @param answer what was answered to this one.
 * @returns undefined when the client does not say how it shows this question.
 */
export function nextHistory(params: ChatTurnParams, answer: string): readonly ChatMessage[] | undefined {
  const text = params.shownQuestion ?? params.question;
  if (text === "") return undefined;
  return [...params.history, { role: "user", text }, { role: "assistant", text: answer }];
}
