import { completionSnoozeMethod, type CompletionSnoozeParams } from "../../protocol/completion.js";
import { Emitter } from "../emitter.js";
import type { ServerRun } from "../server/serverRun.js";

/** For how long one can snooze, in minutes. */
export const snoozeMinutes = [5, 15, 60] as const;

/**
 * No completions by themselves for a while. The server keeps the time, and the extension its end, so that it holds in
 * every run of the server.
 */
export class Snooze {
  readonly #changed = new Emitter<undefined>();
  readonly #now: () => number;
  #run: ServerRun | undefined;
  #until: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  /** @param now milliseconds since 1970. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** End in milliseconds since 1970; `undefined`: no snooze. */
  get until(): number | undefined {
    return this.#until;
  }

  /** The server's run now; a new one is told about a snooze that lasts. */
  serve(run: ServerRun | undefined): void {
    if (run === this.#run) return;
    this.#run = run;
    if (this.#until !== undefined) this.#tell();
  }

  /** Begins a snooze, or moves its end. */
  begin(minutes: number): void {
    const ms = minutes * 60_000;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), ms);
    this.#timer.unref();
    this.#set(this.#now() + ms);
  }

  end(): void {
    clearTimeout(this.#timer);
    if (this.#until !== undefined) this.#set(undefined);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #set(until: number | undefined): void {
    this.#until = until;
    this.#tell();
    this.#changed.fire(undefined);
  }

  #tell(): void {
    const params: CompletionSnoozeParams = this.#until === undefined ? {} : { until: this.#until };
    this.#run?.notify(completionSnoozeMethod, params);
  }
}
