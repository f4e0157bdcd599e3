import { l10n, window } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { toggleLanguage } from "../completion/switches.js";

/** Switches completions on or off for the language of the active editor. */
export async function toggleActiveLanguage(): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (!document)
    throw new PonderFailure(
      "badRequest",
      l10n.t("There is no open file."),
      l10n.t("Open one of the language you mean."),
    );
  await toggleLanguage(document);
}
