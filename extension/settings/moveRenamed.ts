import { ConfigurationTarget, l10n, window, workspace } from "vscode";
import { renamedSettings, type RenamedSetting } from "../../protocol/settings.js";

/** Where a value may stand, and how `inspect` calls it. */
const places = [
  ["globalValue", ConfigurationTarget.Global],
  ["workspaceValue", ConfigurationTarget.Workspace],
] as const;

/** A value under an old name. */
interface OldValue extends RenamedSetting {
  readonly target: ConfigurationTarget;
  readonly value: unknown;
}

/** Every value that the user wrote under an old name. */
export function oldValues(): readonly OldValue[] {
  const configuration = workspace.getConfiguration("ponder");
  return renamedSettings.flatMap((renamed) => {
    const found = configuration.inspect(renamed.from);
    return places.flatMap(([place, target]) =>
      found?.[place] === undefined ? [] : [{ ...renamed, target, value: found[place] }],
    );
  });
}

/**
 * Moves a value to its new name, unless there is one already: that one counted until now and goes on to.
 * Resolves when both are written.
 */
export async function moveValue({ from, to, target, value }: OldValue): Promise<void> {
  const configuration = workspace.getConfiguration("ponder");
  const [place] = places.find(([, at]) => at === target) ?? [];
  if (place && configuration.inspect(to)?.[place] === undefined) await configuration.update(to, value, target);
  await configuration.update(from, undefined, target);
}

/** Asks whether values under old names may be moved, and moves them. Without a yes they stay and count on. */
export async function offerToMove(values: readonly OldValue[]): Promise<void> {
  if (values.length === 0) return;
  const move = l10n.t("Move");
  const names = values.map(({ from, to }) => `ponder.${from} → ponder.${to}`);
  const choice = await window.showInformationMessage(
    l10n.t("Settings of Ponder have a new name: {0}. The old name works until you move the value.", names.join(", ")),
    move,
  );
  if (choice !== move) return;
  for (const value of values) await moveValue(value);
}
