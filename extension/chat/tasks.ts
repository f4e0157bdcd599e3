import { chatTurnMethod, type ChatCommand, type ChatTurnParams, type ChatTurnResult } from "../../protocol/chat.js";
import { PonderFailure } from "../../protocol/errors.js";
import { editProposeMethod, type EditProposeParams, type EditProposeResult } from "../../protocol/edits.js";
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

/** What is to be fixed, and how it is shown. */
export interface FixTarget extends Pick<EditProposeParams, "uri" | "range" | "problems" | "path"> {
  readonly version: number;
}

/**
 * A fix.
 *
 * @param currentVersion the document's version now, or `undefined` when it is not open.
 */
export function fixTask(
  server: ServerSupervisor,
  target: FixTarget,
  chips: readonly ContextChip[],
  currentVersion: () => number | undefined,
): TurnTask {
  const [problem] = target.problems;
  return {
    command: "fix",
    question: problem ? `Fix ${labelOf(target)}: ${problem.message}` : `Fix ${labelOf(target)}`,
    context: chips,
    async request(_conversation, onEvents, signal) {
      const run = await server.running(signal);
      // The range belongs to the text the user saw; a fix that waited in the queue may come too late.
      if (currentVersion() !== target.version) {
        throw new PonderFailure(
          "documentChanged",
          `${target.path} changed before the fix began.`,
          "Run Fix again at the place you mean.",
        );
      }
      const params: EditProposeParams = { kind: "fix", ...target };
      const { turn, proposal } = await run.request<EditProposeResult>(editProposeMethod, params, signal, onEvents);
      if (proposal.files.some(({ uri }) => uri !== target.uri)) {
        throw new PonderFailure(
          "internal",
          "The proposal is for another file than the one that was to be fixed.",
          "It was thrown away. Try again.",
        );
      }
      return { turn, proposal };
    },
  };
}
