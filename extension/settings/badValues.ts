import { l10n, window } from "vscode";
import { settings, type SettingKey } from "../../protocol/settings.js";
import { openSettings } from "./openSettings.js";

/** Says which values do not count, once per value's setting, with the way to it. Resolves when the notice is gone. */
export async function tellBadValues(refused: readonly SettingKey[]): Promise<void> {
  const [first] = refused;
  if (first === undefined) return;
  const names = refused.map((key) => `ponder.${key}`);
  const open = l10n.t("Open Settings");
  const choice = await window.showWarningMessage(
    refused.length === 1
      ? l10n.t(
          "The value of {0} is not allowed. {1} is used.",
          `ponder.${first}`,
          JSON.stringify(settings[first].default),
        )
      : l10n.t("These settings have values that are not allowed; their defaults are used: {0}.", names.join(", ")),
    open,
  );
  if (choice === open) await openSettings(names);
}
