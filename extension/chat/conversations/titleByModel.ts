import { chatTitleMethod, type ChatTitleParams, type ChatTitleResult } from "../../../protocol/chat.js";
import type { Turn } from "../../../protocol/panel/state.js";
import type { ServerSupervisor } from "../../server/supervisor.js";
import { historyOf } from "../history.js";
import type { ChatAsk } from "./savedConversation.js";

/** Asks the model for the title of a conversation that began with this turn. @returns undefined: it has none. */
export async function titleByModel(
  server: ServerSupervisor,
  turn: Turn,
  ask: ChatAsk | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const run = await server.running(signal);
  const params: ChatTitleParams = { history: historyOf([turn], () => ask) };
  const { title } = await run.request<ChatTitleResult>(chatTitleMethod, params, signal);
  return title;
}
