import { l10n, window, type ExtensionContext } from "vscode";
import type { PonderApi } from "./api.js";
import { App } from "./app.js";
import { useTranslations } from "../protocol/localise.js";

let app: App | undefined;

/** Puts the extension together. Starts no process and reads no file: that waits until something needs it. */
export function activate(context: ExtensionContext): PonderApi {
  const began = process.cpuUsage();
  useTranslations(l10n.bundle ?? {});
  try {
    app = new App(context);
  } catch (error) {
    void window.showErrorMessage(l10n.t("Ponder could not start. The log of the extension host says why."));
    throw error;
  }
  const started = app;
  const { user, system } = process.cpuUsage(began);
  return {
    panelState: () => started.panelState,
    onDidChangePanelState: started.onDidChangePanelState,
    completions: () => started.completions,
    onDidChangeCompletions: started.onDidChangeCompletions,
    elsewhere: () => started.elsewhere,
    nextEdit: () => started.nextEdit,
    onDidChangeNextEdit: started.onDidChangeNextEdit,
    serverPid: () => started.serverPid,
    activationMs: (user + system) / 1000,
  };
}

/** Ends the server and gives everything back. */
export async function deactivate(): Promise<void> {
  await app?.dispose();
}
