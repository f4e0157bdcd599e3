import { commands, QuickPickItemKind, window, type QuickPickItem } from "vscode";
import type { ModelStatus } from "../../protocol/model.js";
import type { CompletionView } from "../completion/completionView.js";
import { statusPlaceholder, statusSections, type StatusEntry } from "./statusEntries.js";

interface Item extends QuickPickItem {
  readonly entry?: StatusEntry;
}

/** The menu behind the status item. */
export async function showStatusMenu(view: CompletionView, model: ModelStatus): Promise<void> {
  const items = statusSections(view, model).flatMap(({ title, entries }): readonly Item[] => [
    { label: title, kind: QuickPickItemKind.Separator },
    ...entries.map((entry) => ({ label: entry.label, description: entry.description ?? "", entry })),
  ]);
  const picked = await window.showQuickPick(items, { title: "Ponder", placeHolder: statusPlaceholder(view) });
  if (picked?.entry) await commands.executeCommand(picked.entry.command, picked.entry.argument);
}
