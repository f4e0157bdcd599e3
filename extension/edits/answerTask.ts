import { l10n } from "vscode";
import type { TurnTask } from "../chat/turnRunner.js";
import {
  editMatchMethod,
  editPathsMethod,
  type EditMatchParams,
  type EditMatchResult,
  type EditPathsResult,
} from "../../protocol/edits.js";
import type { Range } from "../../protocol/text.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { answerFile } from "./answerFiles.js";

/** The document that is in front: blocks that name no file are for it. */
export interface FrontDocument {
  readonly uri: string;
  /** What is selected; absent: nothing, a code block rewrites the whole document. */
  readonly range?: Range;
}

/**
 * Makes a proposal of a model's answer, whichever model it was, without asking one.
 *
 * @param answer as it came; a thought in it is ignored.
 */
export function answerTask(server: ServerSupervisor, answer: string, front: FrontDocument | undefined): TurnTask {
  return {
    command: "apply",
    question: l10n.t("Apply an answer from the clipboard"),
    context: [],
    async request(_conversation, _onEvents, signal) {
      const run = await server.running(signal);
      const { paths, hasUnnamed } = await run.request<EditPathsResult>(editPathsMethod, { answer }, signal);
      const files = await Promise.all(paths.map(answerFile));
      const params: EditMatchParams = {
        answer,
        files,
        ...(hasUnnamed && front && { uri: front.uri, ...(front.range && { range: front.range }) }),
      };
      const { proposal } = await run.request<EditMatchResult>(editMatchMethod, params, signal);
      return {
        turn: { thinking: { text: "", ms: 0, tokens: 0 }, answer: proposal.summary, stopReason: "end", usage: noUsage },
        proposal,
        source: { answer, named: files, ...(params.uri !== undefined && { asked: params.uri }) },
      };
    },
  };
}

/** No model was asked. */
const noUsage = { promptTokens: 0, evaluatedTokens: 0, generatedTokens: 0, ttftMs: 0, tokensPerSecond: 0 };
