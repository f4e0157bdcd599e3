import { chatTurnMethod, type ChatTurnParams, type ChatTurnResult } from "../../../protocol/chat.js";
import type { TurnEvent } from "../../../protocol/events.js";
import type { ServerSupervisor } from "../../server/supervisor.js";

/** Who hears what the model writes. */
export interface TurnListener {
  /** More of the answer; never a part of a thought. Comes at least once when the turn succeeds. */
  readonly onAnswer: (text: string) => void;
  /** Everything else. */
  readonly onEvent?: (event: TurnEvent) => void;
}

/**
 * Has a question answered for somebody who is not the panel. Starts the server if need be.
 *
 * @throws `PonderFailure` (`thoughtOnly` when there is no answer), or the reason of `signal`.
 */
export async function streamTurn(
  server: ServerSupervisor,
  params: ChatTurnParams,
  { onAnswer, onEvent }: TurnListener,
  signal: AbortSignal,
): Promise<ChatTurnResult> {
  const run = await server.running(signal);
  let heard = "";
  const result = await run.request<ChatTurnResult>(chatTurnMethod, params, signal, (events) => {
    if (signal.aborted) return;
    for (const event of events) {
      onEvent?.(event);
      if (event.type !== "answer") continue;
      heard += event.text;
      onAnswer(event.text);
    }
  });
  // The complete answer is in the result: nothing is missed where the pieces were.
  const rest = result.answer.startsWith(heard) ? result.answer.slice(heard.length) : "";
  if (rest !== "") onAnswer(rest);
  return result;
}
