import { window, type TextDocument } from "vscode";
import type { CompletionStatus } from "../../protocol/completion.js";

/** While text is selected the next key replaces it, or moves it: there is nothing to complete. */
export const selectionStatus: CompletionStatus = {
  outcome: "selection",
  text: "Text is selected.",
};

/** Whether text is selected in the editor that a completion is wanted for. */
export function hasSelection(document: TextDocument): boolean {
  const editor = window.activeTextEditor;
  return editor?.document === document && editor.selections.some(({ isEmpty }) => !isEmpty);
}
