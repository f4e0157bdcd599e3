import { ConfigurationTarget, workspace } from "vscode";
import type { SettingKey } from "../protocol/settings.js";
import type { Owned } from "./lifetime.js";

/** The server asks for settings itself (`workspace/configuration`); the host needs only the model's path. */
const modelPathKey: SettingKey = "model.path";

/** Absolute path of the chosen model; empty: the demo model. */
export function modelPath(): string {
  return workspace.getConfiguration("ponder").get(modelPathKey, "");
}

/** Chooses a model for this machine. Resolves when the setting is written. */
export async function chooseModelPath(path: string): Promise<void> {
  // The scope of the setting is `machine`: in a remote window the editor writes it on the remote machine.
  await workspace
    .getConfiguration("ponder")
    .update(modelPathKey, path === "" ? undefined : path, ConfigurationTarget.Global);
}

export function onDidChangeModelPath(listener: () => void): Owned {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`ponder.${modelPathKey}`)) listener();
  });
}
