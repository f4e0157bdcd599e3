import { ChatRequestTurn, ChatResponseMarkdownPart, ChatResponseTurn, type ChatContext } from "vscode";
import type { ChatMessage } from "../../../protocol/chat.js";
import { readConversation, type PlainMessage } from "../languageModel/readMessages.js";

/** What was said before, for the model. Progress, which shows the thoughts, is no part of an answer. */
export function participantHistory({ history }: ChatContext): readonly ChatMessage[] {
  const said = history.flatMap((turn): readonly PlainMessage[] => {
    if (turn instanceof ChatRequestTurn) return [{ role: "user", text: turn.prompt }];
    if (!(turn instanceof ChatResponseTurn)) return [];
    const answer = turn.response.map((part) => (part instanceof ChatResponseMarkdownPart ? part.value.value : ""));
    return [{ role: "assistant", text: answer.join("") }];
  });
  // A question without an answer was stopped or failed; the model is not told of it.
  return readConversation(said).history.filter(
    ({ role }, at, all) => role === "assistant" || all[at + 1]?.role === "assistant",
  );
}
