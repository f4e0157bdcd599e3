import type { ChatMessage } from "../../protocol/chat.js";
import { explainPrompt } from "./explainPrompt.js";
import { renderContext } from "./promptFiles.js";

/**
 * The user's words in a prompt, as a question and later as a part of the history, so that nothing has to be read twice:
 * what the user saw as context first, then the question as typed.
 */
export function userText({ text, command = "ask", context = [] }: Omit<ChatMessage, "role">): string {
  return command === "explain" ? explainPrompt(text, context) : renderContext(context) + text;
}
