import { l10n } from "vscode";
import { cutText } from "./cutText.js";
import { missingPiece, type ShownPiece } from "./source.js";

/** What was selected in a terminal when it was attached. */
export function terminalPiece(selected: string, number: number, limit: number): ShownPiece {
  const id = `terminal:${number}`;
  const label = l10n.t("Terminal");
  if (selected.trim() === "") return missingPiece(id, label, l10n.t("Nothing is selected in the terminal"));
  // Who selects everything selects the empty rows below the prompt, too.
  const { text, lines, cutFrom } = cutText(selected.replaceAll("\r\n", "\n").trimEnd(), limit);
  return {
    chip: {
      id,
      label: lines === 1 ? l10n.t("Terminal, 1 line") : l10n.t("Terminal, {0} lines", lines),
      title: l10n.t("What was selected in the terminal"),
      kind: "terminal",
      ...(cutFrom !== undefined && { note: l10n.t("Cut: the first {0} of {1} lines", lines, cutFrom) }),
    },
    item: { kind: "terminal", path: "Terminal", languageId: "plaintext", text },
  };
}
