import { l10n, window } from "vscode";
import type { Check } from "../../protocol/edits.js";

/** What the user has to confirm about a file. */
export interface Strangeness {
  readonly path: string;
  readonly reasons: readonly string[];
}

/** Asks, in a dialog that cannot be overlooked. @returns whether the user wants it all the same. */
export async function confirmStrange(files: readonly Strangeness[]): Promise<boolean> {
  const strange = files.filter(({ reasons }) => reasons.length > 0);
  if (strange.length === 0) return true;
  const write = l10n.t("Write Anyway");
  const choice = await window.showWarningMessage(
    strange.length === 1
      ? l10n.t("Write {0}?", strange[0]?.path ?? "")
      : l10n.t("Write these {0} files?", strange.length),
    {
      modal: true,
      detail: strange
        .map(({ path, reasons }) => (strange.length === 1 ? reasons.join("\n") : `${path}: ${reasons.join(" ")}`))
        .join("\n"),
    },
    write,
  );
  return choice === write;
}

/** What the checks of a proposal say against a file. Pure. */
export function failedChecks(checks: readonly Check[], uri: string): readonly string[] {
  return checks.filter((check) => !check.passed && check.uri === uri).map(({ message }) => message);
}
