import type { ChatMessage } from "../../../protocol/chat.js";

/** One message of another extension, with its parts as text. */
export interface PlainMessage {
  readonly role: ChatMessage["role"];
  readonly text: string;
}

/** A conversation as `ponder/chat/turn` takes it. */
export interface ReadConversation {
  readonly history: readonly ChatMessage[];
  readonly question: string;
}

/** What the model is asked when the last message is its own. */
export const goOn = "Go on.";

/**
 * Turns another extension's messages into a conversation: messages of the same side that follow each other are one, and
 * what stands before the first question is part of it, since R1 knows no instructions apart from the user's. Pure.
 */
export function readConversation(messages: readonly PlainMessage[]): ReadConversation {
  const joined: PlainMessage[] = [];
  for (const { role, text } of messages) {
    if (text.trim() === "") continue;
    const last = joined.at(-1);
    if (last?.role === role) joined[joined.length - 1] = { role, text: `${last.text}\n\n${text}` };
    else joined.push({ role, text });
  }
  const last = joined.at(-1);
  if (last?.role !== "user") return { history: joined, question: goOn };
  return { history: joined.slice(0, -1), question: last.text };
}
