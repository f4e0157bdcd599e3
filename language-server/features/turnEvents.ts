import { ProgressType, type Connection } from "vscode-languageserver";
import type { TurnEvent } from "../../protocol/events.js";
import { EventStream } from "../chat/eventStream.js";
import type { Emit } from "../chat/runTurn.js";

const progressType = new ProgressType<readonly TurnEvent[]>();

/**
 * Runs the work of one turn with its events going to the client as partial results. All of them are sent before the
 * response, whether the turn succeeds, fails or is stopped.
 *
 * @param token absent: the client wants no partial results.
 */
export async function withTurnEvents<T>(
  connection: Connection,
  token: number | string | undefined,
  work: (emit: Emit) => Promise<T>,
): Promise<T> {
  if (token === undefined) return work(() => undefined);
  const stream = new EventStream((events) => connection.sendProgress(progressType, token, events));
  try {
    return await work((event) => stream.push(event));
  } finally {
    await stream.flush();
  }
}
