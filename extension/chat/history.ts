import type { ChatMessage } from "../../protocol/chat.js";
import type { Turn } from "../../protocol/panel/state.js";
import type { ChatAsk } from "./conversations/savedConversation.js";

/** More text of earlier files is not sent, in UTF-16 code units: no model's context holds it. */
const maxFiles = 2_000_000;

/**
 * What the model is told of the conversation so far: finished turns with an answer, oldest first, with what went along
 * with the questions. A thought never goes back into a prompt, and neither does half an answer, unless the user let the
 * model go on with it. Pure.
 *
 * @param askOf what was asked; `undefined` for a fix, which is told as it is shown.
 */
export function historyOf(
  turns: readonly Turn[],
  askOf: (turnId: string) => ChatAsk | undefined,
): readonly ChatMessage[] {
  let room = maxFiles;
  const messages = turns
    .filter((turn) => (turn.status === "done" || turn.continued) && turn.answer !== "" && turn.command !== "apply")
    .toReversed()
    .map((turn): readonly ChatMessage[] => {
      const { command = "ask", question = turn.question, items = [] } = askOf(turn.id) ?? {};
      room -= items.reduce((length, { text }) => length + text.length, 0);
      const sent = items.length > 0 && room >= 0 ? { context: items } : {};
      return [
        { role: "user", text: question, ...(command !== "ask" && { command }), ...sent },
        { role: "assistant", text: turn.answer },
      ];
    });
  return messages.reverse().flat();
}
