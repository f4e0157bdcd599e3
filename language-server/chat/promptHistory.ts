import type { ChatMessage, ContextItem } from "../../protocol/chat.js";
import type { Cut } from "./fitConversation.js";

/** What of a conversation stands in a prompt. */
export interface PromptHistory {
  readonly history: readonly ChatMessage[];
  /** What goes along with the question and does not stand further up. */
  readonly context: readonly ContextItem[];
}

/** Whole turns of a history, oldest first: each begins with a message of the user. Pure. */
export function turnsOf(history: readonly ChatMessage[]): readonly (readonly ChatMessage[])[] {
  const turns: ChatMessage[][] = [];
  for (const message of history) {
    const last = turns.at(-1);
    if (last === undefined || (message.role === "user" && last.length > 0)) turns.push([message]);
    else last.push(message);
  }
  return turns;
}

/** The same piece of the same file with the same text has the same key. */
export function keyOf({ path, kind = "file", range, text }: ContextItem): string {
  return JSON.stringify([path, kind, range ?? null, text]);
}

/**
 * The conversation without what is cut, and each piece of a file at its first place only: the same file goes along with
 * question after question, and a prompt whose beginning stays as it is need not be read again. Pure.
 */
export function promptHistory(
  turns: readonly (readonly ChatMessage[])[],
  context: readonly ContextItem[],
  cut: Cut,
): PromptHistory {
  const known = new Set<string>();
  const fresh = (items: readonly ContextItem[]) =>
    items.filter((item) => {
      const key = keyOf(item);
      return !known.has(key) && known.add(key);
    });
  const history = turns.slice(cut.turns).flatMap((turn, at) =>
    turn.map((message): ChatMessage => {
      const { context: items, ...said } = message;
      const kept = items === undefined || at + cut.turns < cut.files ? [] : fresh(items);
      return kept.length === 0 ? said : { ...said, context: kept };
    }),
  );
  return { history, context: fresh(context) };
}
