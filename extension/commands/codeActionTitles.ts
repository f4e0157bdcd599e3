import { l10n, type CodeAction, type Command } from "vscode";
import type { CommandId } from "./commandIds.js";

/** The entries of the light bulb by their commands, in the user's language: the server speaks English only. */
const titles: Partial<Record<CommandId, () => string>> = {
  "ponder.fix": () => l10n.t("Fix with Ponder"),
  "ponder.fixAll": () => l10n.t("Fix all problems of this file with Ponder"),
  "ponder.explain": () => l10n.t("Explain with Ponder"),
  "ponder.edit": () => l10n.t("Edit with Ponder…"),
  "ponder.refactor": () => l10n.t("Refactor with Ponder"),
  "ponder.optimise": () => l10n.t("Optimise with Ponder"),
  "ponder.document": () => l10n.t("Document with Ponder"),
  "ponder.generateTests": () => l10n.t("Generate tests with Ponder"),
};

/**
 * Code actions of the server with their titles in the user's language.
 *
 * @param hasSeveral whether the document has more than one problem: else to fix all of them is to fix the one.
 */
export function titled(
  actions: readonly (Command | CodeAction)[] | null | undefined,
  hasSeveral: boolean,
): (Command | CodeAction)[] | null | undefined {
  return actions?.filter((action) => {
    const command = typeof action.command === "string" ? action.command : action.command?.command;
    const title = titles[command as CommandId]?.();
    if (title !== undefined) action.title = title;
    return hasSeveral || command !== "ponder.fixAll";
  });
}
