import type { ChatMessage } from "../../protocol/chat.js";
import type { Turn } from "../../protocol/panel/state.js";

/**
 * What the model is told of the conversation so far: finished turns with an answer, oldest first. A thought never
 * goes back into a prompt, and neither does half an answer, unless the user let the model go on with it. Pure.
 */
export function historyOf(turns: readonly Turn[]): readonly ChatMessage[] {
  return turns
    .filter((turn) => (turn.status === "done" || turn.continued) && turn.answer !== "")
    .flatMap((turn): ChatMessage[] => [
      { role: "user", text: turn.question },
      { role: "assistant", text: turn.answer },
    ]);
}
