import { l10n, window, workspace } from "vscode";
import { conversationMarkdown } from "./conversationMarkdown.js";
import type { SavedConversation } from "./savedConversation.js";

/**
 * Opens a conversation as a new Markdown document, which the user may save where they like.
 *
 * @param thoughts `true` or `false` (a keybinding's argument): with or without; anything else: the user is asked.
 */
export async function exportChat(conversation: SavedConversation, thoughts: unknown): Promise<void> {
  if (conversation.turns.length === 0) return;
  const withThoughts = typeof thoughts === "boolean" ? thoughts : await choose();
  if (withThoughts === undefined) return;
  const content = conversationMarkdown(conversation, withThoughts);
  const document = await workspace.openTextDocument({ language: "markdown", content });
  await window.showTextDocument(document, { preview: false });
}

async function choose(): Promise<boolean | undefined> {
  const choices = [
    { label: l10n.t("Questions and answers"), withThoughts: false },
    { label: l10n.t("Questions, thoughts and answers"), withThoughts: true },
  ];
  const choice = await window.showQuickPick(choices, { title: l10n.t("Export Chat as Markdown") });
  return choice?.withThoughts;
}
