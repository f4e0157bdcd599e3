import { l10n, window } from "vscode";

/** What was asked for last in this window: people try the same on another piece of code. */
let last = "";

/**
 * Asks what an edit is to do.
 *
 * @param where the piece of code that is meant, for example `cart.ts 12–31`.
 * @returns `undefined` when the user took it back.
 */
export async function askInstruction(where: string): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: l10n.t("Ponder: edit {0}", where),
    placeHolder: l10n.t("What is to be changed, for example: return early when the list is empty"),
    value: last,
    validateInput: (text) => (text.trim() === "" ? l10n.t("Say what is to be changed.") : undefined),
  });
  if (typed === undefined || typed.trim() === "") return undefined;
  last = typed.trim();
  return last;
}
