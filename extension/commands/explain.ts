import { l10n, window } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { pieceOf, type ActiveContext } from "../chat/activeContext.js";
import { chatTask } from "../chat/tasks.js";
import type { TurnTask } from "../chat/turnRunner.js";
import { isSupportedScheme } from "../server/schemes.js";
import type { ServerSupervisor } from "../server/supervisor.js";

/** The task of the Explain command: the selection of the active editor, else its file. */
export function explain(server: ServerSupervisor, context: ActiveContext): TurnTask {
  const editor = window.activeTextEditor ?? context.editor;
  if (!editor || !isSupportedScheme(editor.document.uri.scheme)) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("There is no open file to explain."),
      l10n.t("Open one and select a piece of it."),
    );
  }
  const { chip, item } = pieceOf(editor);
  return chatTask(server, "explain", "", [chip], [item]);
}
