import type { ChatTurnResult } from "../../protocol/chat.js";
import type { TurnEvent } from "../../protocol/events.js";
import type { Turn } from "../../protocol/panel/state.js";

/**
 * The complete turn came as the result: what of it was not streamed? Nothing, as a rule; all of it when the server
 * sends no partial results. Pure.
 */
export function missingEvents(turn: Turn, result: ChatTurnResult): readonly TurnEvent[] {
  const events: TurnEvent[] = [];
  const thought = rest(turn.thought.text, result.thinking.text);
  if (thought !== "") events.push({ type: "thinking", text: thought });
  if (!turn.thought.closed && result.thinking.text !== "") {
    const { text: _, ...done } = result.thinking;
    events.push({ type: "thinkingDone", ...done });
  }
  const answer = rest(turn.answer, result.answer);
  if (answer !== "") events.push({ type: "answer", text: answer });
  if (!turn.usage) events.push({ type: "usage", ...result.usage });
  return events;
}

function rest(shown: string, whole: string): string {
  return whole.startsWith(shown) ? whole.slice(shown.length) : "";
}
