import type { ChatMessage, ChatTurnParams } from "../../protocol/chat.js";
import type { PromptPart } from "../engine/engine.js";
import type { ChatForm } from "../prompts/chatForms.js";
import { renderChat } from "../prompts/renderChat.js";
import { userText } from "../prompts/userText.js";

/** Renders the prompt of a chat turn with this much of the history. @param thinks see {@link renderChat}. */
export function turnPrompt(
  form: ChatForm,
  { command, question, context }: Pick<ChatTurnParams, "command" | "question" | "context">,
  history: readonly ChatMessage[],
  thinks = true,
): PromptPart[] {
  return renderChat(form, history, userText({ text: question, command, context }), thinks);
}

/** The history as the client will send it with the next question. @param answer what was answered to this one. */
export function nextHistory(params: ChatTurnParams, answer: string): readonly ChatMessage[] {
  const { question, command, context } = params;
  return [...params.history, { role: "user", text: question, command, context }, { role: "assistant", text: answer }];
}
