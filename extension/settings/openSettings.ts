import { commands, env } from "vscode";
import { settings } from "../../protocol/settings.js";

/**
 * Shows settings in the settings editor, and no others.
 *
 * @param names in full, such as `ponder.engine.threads`.
 */
export async function openSettings(names: readonly string[]): Promise<void> {
  const query = `@id:${names.join(",")}`;
  // In a remote window those of the machine are the remote machine's, and have a page of their own.
  if (env.remoteName !== undefined && names.some(isOfMachine))
    await commands.executeCommand("workbench.action.openRemoteSettings", { query });
  else await commands.executeCommand("workbench.action.openSettings", query);
}

const isOfMachine = (name: string): boolean =>
  Object.entries(settings).some(([key, { scope }]) => name === `ponder.${key}` && scope === "machine");
