import { commands, env, l10n, window } from "vscode";
import { healthDoctorMethod, type DoctorReport } from "../protocol/health.js";
import type { DoctorAction } from "../protocol/panel/messages.js";
import type { PanelStore } from "./chat/panelStore.js";
import type { CommandId } from "./commands/commandIds.js";
import { openSettings } from "./settings/openSettings.js";
import type { ServerSupervisor } from "./server/supervisor.js";

/** What the doctor needs. */
export interface DoctorParts {
  readonly server: ServerSupervisor;
  readonly store: PanelStore;
  readonly showPanel: () => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

/** Has the server check the installation by using it, and shows in the panel what was found. */
export class Doctor {
  readonly #parts: DoctorParts;
  #running: AbortController | undefined;
  #report: DoctorReport | undefined;

  constructor(parts: DoctorParts) {
    this.#parts = parts;
  }

  /** Shows the page and examines. Resolves when the report is there, or nobody wants it any more. */
  async run(): Promise<void> {
    const { server, store, showPanel } = this.#parts;
    this.#running?.abort();
    const abort = new AbortController();
    this.#running = abort;
    store.dispatch({ type: "doctorChanged", doctor: { state: "running" } });
    try {
      await showPanel();
      const run = await server.running(abort.signal);
      const report = await run.request<DoctorReport>(healthDoctorMethod, undefined, abort.signal);
      abort.signal.throwIfAborted();
      this.#report = report;
      // Closed by a question meanwhile: whoever asked wants to see the answer.
      if (store.state.doctor)
        store.dispatch({ type: "doctorChanged", doctor: { state: "done", findings: report.findings } });
    } catch (error) {
      if (this.#running === abort) store.dispatch({ type: "doctorChanged" });
      if (!abort.signal.aborted) throw error;
    } finally {
      if (this.#running === abort) this.#running = undefined;
    }
  }

  /** Does what a button of the page says. */
  async act(action: DoctorAction): Promise<void> {
    switch (action) {
      case "again":
        this.run().catch(this.#parts.onFailure);
        return;
      case "stop":
        this.#running?.abort();
        return;
      case "copy":
        if (!this.#report) return;
        await env.clipboard.writeText(this.#report.markdown);
        window.setStatusBarMessage(l10n.t("The report was copied, without folders, names and tokens."), shownMs);
        return;
      case "close":
        this.#parts.store.dispatch({ type: "doctorChanged" });
        return;
    }
  }

  /** Does what helps against a finding of the report, counted from 0. */
  async fix(finding: number): Promise<void> {
    const fix = this.#report?.findings[finding]?.fix;
    if (!fix) return;
    if ("setting" in fix) await openSettings([fix.setting]);
    else await commands.executeCommand(`ponder.${fix.command}` satisfies CommandId);
  }

  dispose(): void {
    this.#running?.abort();
  }
}

/** How long a notice stands in the status bar, in milliseconds. */
const shownMs = 5_000;
