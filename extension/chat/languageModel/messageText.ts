import {
  LanguageModelDataPart,
  LanguageModelTextPart,
  LanguageModelToolResultPart,
  LanguageModelChatMessageRole,
  type LanguageModelChatRequestMessage,
} from "vscode";
import type { PlainMessage } from "./readMessages.js";

/** The text of a message; what the model cannot read is named, so that it does not make something up about it. */
export function messageText({ content }: Pick<LanguageModelChatRequestMessage, "content">): string {
  return content.map(partText).join("");
}

export function plainMessage(message: LanguageModelChatRequestMessage): PlainMessage {
  const isAnswer = message.role === LanguageModelChatMessageRole.Assistant;
  return { role: isAnswer ? "assistant" : "user", text: messageText(message) };
}

function partText(part: unknown): string {
  if (part instanceof LanguageModelTextPart) return part.value;
  if (part instanceof LanguageModelToolResultPart) return part.content.map(partText).join("");
  if (part instanceof LanguageModelDataPart) {
    const isText = part.mimeType.startsWith("text/") || /[/+]json$/.test(part.mimeType);
    return isText ? new TextDecoder().decode(part.data) : `[${part.mimeType}]`;
  }
  return "";
}
