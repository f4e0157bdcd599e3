import { commands, l10n, ProgressLocation, window, type QuickPickItem } from "vscode";
import { modelLoadMethod, type ModelLoadParams, type ModelStatus } from "../../protocol/model.js";
import { chooseModelPath, modelPath } from "../config.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import type { CommandId } from "./commandIds.js";

interface Choice extends QuickPickItem {
  /** The path of the model; undefined: none was chosen, or another command goes on. */
  readonly pick: () => string | undefined | Promise<string | undefined>;
}

/** Lets the user choose the model, writes the choice into the user's settings and loads it. */
export async function chooseModel(server: ServerSupervisor): Promise<void> {
  const current = modelPath();
  const choices: Choice[] = [
    {
      label: l10n.t("$(beaker) Demo model"),
      description: current === "" ? l10n.t("in use") : "",
      detail: l10n.t("Built in and tiny: it shows how Ponder works. It is not for real work."),
      pick: () => "",
    },
    {
      label: l10n.t("$(cloud-download) Get a model…"),
      detail: l10n.t("A distilled DeepSeek-R1 that fits this machine, downloaded and verified."),
      pick: async () => {
        await commands.executeCommand("ponder.getModel" satisfies CommandId);
        return undefined;
      },
    },
    {
      label: l10n.t("$(file) Choose a GGUF file…"),
      description: current,
      detail: l10n.t("A distilled DeepSeek-R1 for real work, for example R1-Distill-Qwen-7B at Q4_K_M."),
      pick: pickFile,
    },
  ];
  const choice = await window.showQuickPick(choices, {
    title: l10n.t("Ponder: model"),
    placeHolder: l10n.t("Which model shall think?"),
  });
  const path = await choice?.pick();
  if (path === undefined || path === current) return;
  await chooseModelPath(path);
  await loadModel(server);
}

async function pickFile(): Promise<string | undefined> {
  const files = await window.showOpenDialog({
    title: l10n.t("Choose a model"),
    openLabel: l10n.t("Use this model"),
    canSelectMany: false,
    filters: { [l10n.t("GGUF models")]: ["gguf"] },
  });
  return files?.[0]?.fsPath;
}

/** Loading at once tells the user now, not at the first question, when the file is not usable. */
export async function loadModel(server: ServerSupervisor, params: ModelLoadParams = {}): Promise<void> {
  await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t("Ponder: loading the model"), cancellable: true },
    async (_progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      try {
        const run = await server.running(abort.signal);
        await run.request<ModelStatus>(modelLoadMethod, params, abort.signal);
      } catch (error) {
        if (!abort.signal.aborted) throw error;
      }
    },
  );
}
