import { commands, window, type QuickPickItem } from "vscode";
import type { CommandId } from "./commandIds.js";

interface Entry extends QuickPickItem {
  readonly command: CommandId;
}

const entries: readonly Entry[] = [
  { label: "$(comment) Ask…", command: "ponder.ask" },
  { label: "$(hubot) Choose model…", command: "ponder.chooseModel" },
  { label: "$(server-process) Load the model again, on the GPU if there is one", command: "ponder.tryGpu" },
  { label: "$(debug-restart) Restart the language server", command: "ponder.restart" },
  { label: "$(output) Show the log", command: "ponder.showLog" },
];

/** The short menu behind the status item. */
export async function showStatusMenu(): Promise<void> {
  const entry = await window.showQuickPick(entries, { title: "Ponder" });
  if (entry) await commands.executeCommand(entry.command);
}
