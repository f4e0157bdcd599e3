import { l10n, window, type Memento, type Uri } from "vscode";
import { shownPath } from "../documents.js";

/** What the user said about running a command for a folder. */
export type Consent = "run" | "skip" | "cancel";

const key = "fix.allowedTestCommands";

/**
 * Asks before a command runs candidates for the first time: it executes code that a model wrote. A yes is remembered for
 * the folder and the very command; a no until the window is closed.
 */
export class TestConsent {
  readonly #memento: Memento;
  readonly #skipped = new Set<string>();

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  async ask(folder: Uri, command: string): Promise<Consent> {
    const wanted = JSON.stringify([folder.toString(), command]);
    if (this.#allowed().includes(wanted)) return "run";
    if (this.#skipped.has(wanted)) return "skip";
    const run = l10n.t("Run Tests");
    const skip = l10n.t("Fix Without Tests");
    const choice = await window.showWarningMessage(
      l10n.t("Test each candidate with “{0}”?", command),
      {
        modal: true,
        detail: l10n.t(
          "The command runs in a throw-away copy of {0}, for at most 2 minutes per candidate. It executes code that the model wrote, with your rights. Ponder asks once for this folder and this command.",
          shownPath(folder),
        ),
      },
      run,
      skip,
    );
    if (choice === run) {
      await this.#memento.update(key, [...this.#allowed(), wanted]);
      return "run";
    }
    if (choice !== skip) return "cancel";
    this.#skipped.add(wanted);
    return "skip";
  }

  #allowed(): readonly string[] {
    const known: unknown = this.#memento.get(key);
    return Array.isArray(known) ? known.filter((item) => typeof item === "string") : [];
  }
}
