import { workspace } from "vscode";
import { PonderFailure } from "../protocol/errors.js";

/**
 * In Restricted Mode nothing that leads to an edit works, however it was called: a command that no menu offers can
 * still be run by other extensions and keybindings.
 *
 * @param what what Ponder does not do then, for example "proposes no edits".
 */
export function refuseInRestrictedMode(what: string): void {
  if (workspace.isTrusted) return;
  throw new PonderFailure(
    "badRequest",
    `In Restricted Mode Ponder ${what}.`,
    "Trust this workspace first (“Workspaces: Manage Workspace Trust”).",
  );
}
