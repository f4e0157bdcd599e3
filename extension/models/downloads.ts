import { ProgressLocation, window } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { modelsDownloadMethod, type DownloadState, type ModelsDownloadParams, type ModelsDownloadResult } from "../../protocol/models.js";
import { Emitter } from "../emitter.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { downloadShare, downloadText } from "./downloadText.js";

/** How often a download goes on by itself after the language server died. */
const maxRestarts = 3;

/** The downloads that this window started. The server does the work; here they are shown and can be cancelled. */
export class Downloads {
  readonly #server: Pick<ServerSupervisor, "running">;
  readonly #changed = new Emitter<readonly DownloadState[]>();
  readonly #aborts = new Map<string, AbortController>();
  readonly #names = new Map<string, string>();
  #states: readonly DownloadState[] = [];

  readonly onDidChange = this.#changed.event;

  constructor(server: Pick<ServerSupervisor, "running">) {
    this.#server = server;
  }

  /** Those that are going on. */
  get states(): readonly DownloadState[] {
    return this.#states;
  }

  /** Takes what the server says of them; without a server there are none. */
  note(states: readonly DownloadState[]): void {
    if (states.length === 0 && this.#states.length === 0) return;
    // The server knows the name of the file, the user the one that was chosen.
    this.#states = states.map((state) => ({ ...state, name: this.#names.get(state.uri) ?? state.name }));
    this.#changed.fire(this.#states);
  }

  /** Ends a download; what was fetched is kept. */
  cancel(uri: string): void {
    this.#aborts.get(uri)?.abort(new Error("The user cancelled the download"));
  }

  /**
   * Fetches a model, with its progress in a notification.
   *
   * @returns undefined when the user cancelled it.
   * @throws PonderFailure as `ponder/models/download`.
   */
  async fetch(params: ModelsDownloadParams, name: string): Promise<ModelsDownloadResult | undefined> {
    // Twice the same is one download for the server, but the first one's end would be the second one's too.
    this.cancel(params.uri);
    const abort = new AbortController();
    this.#aborts.set(params.uri, abort);
    this.#names.set(params.uri, name);
    const options = { location: ProgressLocation.Notification, title: `Ponder: ${name}`, cancellable: true };
    try {
      return await window.withProgress(options, async (progress, token) => {
        token.onCancellationRequested(() => this.cancel(params.uri));
        let shown = 0;
        const show = (states: readonly DownloadState[]) => {
          const state = states.find(({ uri }) => uri === params.uri);
          if (state === undefined) return;
          const percent = 100 * (downloadShare(state) ?? 0);
          progress.report({ message: downloadText(state), increment: Math.max(0, percent - shown) });
          shown = Math.max(shown, percent);
        };
        const subscription = this.#changed.event(show);
        try {
          return await this.#request(params, abort.signal);
        } finally {
          subscription.dispose();
        }
      });
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      throw error;
    } finally {
      if (this.#aborts.get(params.uri) === abort) this.#aborts.delete(params.uri);
    }
  }

  dispose(): void {
    for (const abort of this.#aborts.values()) abort.abort(new Error("The window closes"));
  }

  /** A server that died takes no byte along: the next one goes on where it was. */
  async #request(params: ModelsDownloadParams, signal: AbortSignal): Promise<ModelsDownloadResult> {
    for (let restarts = 0; ; restarts++) {
      const run = await this.#server.running(signal);
      try {
        return await run.request<ModelsDownloadResult>(modelsDownloadMethod, params, signal);
      } catch (error) {
        if (restarts === maxRestarts || !PonderFailure.is(error, "engineStopped")) throw error;
        await run.ended;
      }
    }
  }
}
