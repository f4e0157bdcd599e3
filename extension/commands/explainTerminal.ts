import { l10n } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { terminalPiece } from "../chat/attachments/terminalPiece.js";
import { chatTask } from "../chat/tasks.js";
import type { TurnTask } from "../chat/turnRunner.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { terminalSelection } from "../terminalSelection.js";
import { parseEditRequest } from "./editRequest.js";

/**
 * The task that explains what is selected in the terminal; the text goes along as a chip that can be looked at.
 *
 * @param limit most UTF-16 code units of the text.
 * @param argument from the panel or a keybinding: what is of interest.
 * @throws PonderFailure `badRequest` when nothing is selected.
 */
export async function explainTerminal(server: ServerSupervisor, limit: number, argument: unknown): Promise<TurnTask> {
  const { chip, item } = terminalPiece(await terminalSelection(), 1, limit);
  if (!item) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("Nothing is selected in the terminal."),
      l10n.t("Select what is to be explained and run the command again."),
    );
  }
  const { instruction = "" } = parseEditRequest(argument);
  return chatTask(server, "explain", instruction, [chip], [item]);
}
