import { l10n, ProgressLocation, window } from "vscode";
import { modelLoadMethod, modelUnloadMethod, type ModelLoadParams, type ModelStatus } from "../../protocol/model.js";
import { waitsForGpuText } from "../../protocol/modelText.js";
import type { ModelWatch } from "../models/modelWatch.js";
import type { ServerSupervisor } from "../server/supervisor.js";

/** What loading works with. */
export interface LoadParts {
  readonly server: ServerSupervisor;
  readonly model: ModelWatch;
}

/**
 * Loads the model that is chosen, with its progress in a notification; cancelling that ends the load. Loading at once
 * tells the user now, not at the first question, when the file is not usable.
 *
 * @returns undefined when the user cancelled it.
 * @throws PonderFailure as `ponder/model/load`.
 */
export async function loadModel(
  { server, model }: LoadParts,
  params: ModelLoadParams = {},
): Promise<ModelStatus | undefined> {
  return window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t("Ponder: loading the model"), cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      let shown = 0;
      const subscription = model.onDidChange((status) => {
        if (status.state !== "loading") return;
        const percent = Math.max(shown, Math.floor(status.progress * 100));
        const message = status.waitsForGpu ? waitsForGpuText() : `${String(percent)} %`;
        progress.report({ message, increment: percent - shown });
        shown = percent;
      });
      try {
        const run = await server.running(abort.signal);
        return await run.request<ModelStatus>(modelLoadMethod, params, abort.signal);
      } catch (error) {
        if (!abort.signal.aborted) throw error;
        await unloadModel(server);
        return undefined;
      } finally {
        subscription.dispose();
      }
    },
  );
}

/** Takes the model out of memory, or ends the load that goes on. Without a server there is none. */
export async function unloadModel(server: ServerSupervisor): Promise<void> {
  const { state } = server;
  if (state.state !== "running") return;
  await state.run.request<ModelStatus>(modelUnloadMethod, undefined, new AbortController().signal);
}
