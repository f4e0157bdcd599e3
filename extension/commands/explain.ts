import { l10n, window } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { pieceOf, type ActiveContext } from "../chat/activeContext.js";
import { chatTask } from "../chat/tasks.js";
import type { TurnTask } from "../chat/turnRunner.js";
import { isSupportedScheme } from "../server/schemes.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { parseEditRequest, type EditRequest } from "./editRequest.js";

/**
 * The task of the Explain command: the selection of the active editor, else its file.
 *
 * @param argument from a code action: the problem to explain; from the panel: what is of interest.
 */
export function explain(server: ServerSupervisor, context: ActiveContext, argument?: unknown): TurnTask {
  const editor = window.activeTextEditor ?? context.editor;
  if (!editor || !isSupportedScheme(editor.document.uri.scheme)) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("There is no open file to explain."),
      l10n.t("Open one and select a piece of it."),
    );
  }
  const { chip, item } = pieceOf(editor);
  return chatTask(server, "explain", questionOf(parseEditRequest(argument)), [chip], [item]);
}

function questionOf({ place, instruction = "" }: EditRequest): string {
  const [problem] = place?.problems ?? [];
  if (!problem) return instruction;
  return `What does this problem in line ${problem.range.start.line + 1} mean: ${problem.message}`;
}
