import { l10n, EventEmitter, ProgressLocation, Uri, window, workspace } from "vscode";
import { healthDoctorMethod, type DoctorReport } from "../../protocol/health.js";
import { Lifetime } from "../lifetime.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { doctorText } from "./doctorText.js";

const scheme = "ponder-doctor";
const uri = Uri.from({ scheme, path: "/Ponder doctor.md" });

/** Checks the installation by using it, and shows what was found in a read-only document. */
export class Doctor {
  readonly #lifetime = new Lifetime();
  readonly #changed = this.#lifetime.own(new EventEmitter<Uri>());
  readonly #server: ServerSupervisor;
  #text = "";

  constructor(server: ServerSupervisor) {
    this.#server = server;
    const provider = { onDidChange: this.#changed.event, provideTextDocumentContent: () => this.#text };
    this.#lifetime.own(workspace.registerTextDocumentContentProvider(scheme, provider));
  }

  async run(): Promise<void> {
    const report = await window.withProgress(
      {
        location: ProgressLocation.Notification,
        title: l10n.t("Ponder: checking the installation"),
        cancellable: true,
      },
      async (_progress, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => abort.abort());
        try {
          const run = await this.#server.running(abort.signal);
          return await run.request<DoctorReport>(healthDoctorMethod, undefined, abort.signal);
        } catch (error) {
          if (abort.signal.aborted) return undefined;
          throw error;
        }
      },
    );
    if (!report) return;
    this.#text = doctorText(report);
    this.#changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): Promise<void> {
    return this.#lifetime.dispose();
  }
}
