import type { ChatMessage } from "../../protocol/chat.js";

/**
 * When turns must go, this share of the limit is left: the next turns fit without another cut, and so the beginning of
 * the prompt, and with it the KV cache, stays as it is.
 */
const shareAfterCut = 0.75;
/** Conversations that are remembered. */
const maxRemembered = 100;

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

/**
 * Decides how many of the oldest turns are left out of a prompt. Pure.
 *
 * @param turnTokens tokens of each earlier turn, oldest first.
 * @param questionTokens tokens of everything else in the prompt.
 * @param limit most tokens the prompt may have.
 * @param before turns that were left out of the prompt before this one; they stay out.
 */
export function turnsToLeaveOut(
  turnTokens: readonly number[],
  questionTokens: number,
  limit: number,
  before: number,
): number {
  let leftOut = before <= turnTokens.length ? before : 0;
  let tokens = turnTokens.slice(leftOut).reduce((sum, turn) => sum + turn, questionTokens);
  if (tokens <= limit) return leftOut;
  while (leftOut < turnTokens.length && tokens > limit * shareAfterCut) tokens -= turnTokens[leftOut++] ?? 0;
  return leftOut;
}

/** Remembers how much of each conversation is left out, as long as the server runs. */
export class LeftOutTurns {
  readonly #byConversation = new Map<string, number>();

  get(conversationId: string): number {
    return this.#byConversation.get(conversationId) ?? 0;
  }

  set(conversationId: string, turns: number): void {
    // The newest is the last one; the map keeps the order of insertion.
    this.#byConversation.delete(conversationId);
    this.#byConversation.set(conversationId, turns);
    const [oldest] = this.#byConversation.keys();
    if (this.#byConversation.size > maxRemembered && oldest !== undefined) this.#byConversation.delete(oldest);
  }
}
