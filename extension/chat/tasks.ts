import { chatTurnMethod, type ChatCommand, type ChatTurnParams, type ChatTurnResult } from "../../protocol/chat.js";
import type { ContextChip } from "../../protocol/panel/state.js";
import type { ThinkingEffort } from "../../protocol/settings.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { labelOf } from "./contextChip.js";
import type { AttachedItem } from "./conversations/savedConversation.js";
import { historyOf } from "./history.js";
import type { TurnTask } from "./turnRunner.js";

/**
 * A question, or the wish to have something explained. What the chips show is what `items` hold.
 *
 * @param effort how much the model may think; absent: the setting.
 */
export function chatTask(
  server: ServerSupervisor,
  command: ChatCommand,
  question: string,
  chips: readonly ContextChip[],
  items: readonly AttachedItem[],
  effort?: ThinkingEffort,
): TurnTask {
  const shownQuestion =
    command === "explain" && question === "" ? `Explain ${items.map(labelOf).join(", ")}` : question;
  return {
    command,
    question: shownQuestion,
    context: chips,
    ...(effort && { effort }),
    ask: { command, question, items },
    async request({ id, turns, askOf }, onEvents, signal) {
      const run = await server.running(signal);
      const params: ChatTurnParams = {
        conversationId: id,
        command,
        history: historyOf(turns, askOf),
        question,
        context: items,
        ...(effort && { effort }),
      };
      return { turn: await run.request<ChatTurnResult>(chatTurnMethod, params, signal, onEvents) };
    },
  };
}
