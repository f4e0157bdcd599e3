import type { PonderError } from "../../protocol/errors.js";
import { healthWillRestartMethod, type Resume, type WillRestartResult } from "../../protocol/health.js";
import { Emitter } from "../emitter.js";
import { describe, type LogSink } from "../log.js";
import { failureOf, serverUnavailable } from "./failure.js";
import { RestartPolicy } from "./restartPolicy.js";
import type { ServerRun } from "./serverRun.js";

/** How long a server may take to keep its conversation before a restart, in milliseconds. */
const keepLimitMs = 5_000;

/** State of the language server's process. `off`: nothing needed it yet. */
export type ServerState =
  | { readonly state: "off" | "starting" | "restarting" }
  | { readonly state: "running"; readonly run: ServerRun }
  | { readonly state: "failed"; readonly error: PonderError };

/**
 * Keeps the language server alive: starts it when it is first needed, starts it again when it dies, and stops trying
 * when it dies too often. Each run is a new one, so that nothing of a dead run can reach the next.
 */
export class ServerSupervisor {
  readonly #startRun: (signal: AbortSignal, resume?: Resume) => Promise<ServerRun>;
  readonly #log: LogSink;
  readonly #policy = new RestartPolicy();
  readonly #changed = new Emitter<ServerState>();
  #state: ServerState = { state: "off" };
  #loop: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  /** What the run before kept for the next one. */
  #resume: Resume | undefined;
  #disposed = false;

  readonly onDidChange = this.#changed.event;

  /**
   * @param startRun starts one run; it gives up, leaving no process behind, when its signal aborts. `resume` is what the
   *   run before it kept, see `Resume`.
   */
  constructor(startRun: (signal: AbortSignal, resume?: Resume) => Promise<ServerRun>, log: LogSink) {
    this.#startRun = startRun;
    this.#log = log;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Starts the server if nobody did, and returns at once. After too many crashes only {@link restart} helps. */
  start(): void {
    if (this.#disposed || this.#loop || this.#state.state === "failed") return;
    const stop = new AbortController();
    this.#loop = { stop, done: this.#keepRunning(stop.signal) };
  }

  /**
   * Waits for the server, starting it if need be.
   *
   * @throws `PonderFailure` `engineUnavailable` when it is down for good; `signal.reason` when that aborts.
   */
  running(signal: AbortSignal): Promise<ServerRun> {
    this.start();
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        subscription.dispose();
        signal.removeEventListener("abort", aborted);
        settle();
      };
      const aborted = () => finish(() => reject(signal.reason as Error));
      const look = (now: ServerState) => {
        if (now.state === "running") finish(() => resolve(now.run));
        else if (now.state === "failed") finish(() => reject(failureOf(now.error)));
        else if (now.state === "off") finish(() => reject(failureOf(serverUnavailable)));
      };
      const subscription = this.onDidChange(look);
      signal.addEventListener("abort", aborted);
      if (signal.aborted) aborted();
      else look(this.#state);
    });
  }

  /** Ends the server if it runs, and starts a new one with a clean record. */
  async restart(): Promise<void> {
    this.#policy.reset();
    const before = this.#state;
    this.#set({ state: "restarting" });
    if (before.state === "running") await this.#keep(before.run);
    await this.#end();
    this.start();
  }

  /** Lets the server keep its conversation's cache. One that is deaf, or takes long, does not hold up its own end. */
  async #keep(run: ServerRun): Promise<void> {
    const limit = new AbortController();
    const answer = run.request<WillRestartResult>(healthWillRestartMethod, undefined, limit.signal);
    const tooLate = Promise.race([run.ended, pause(keepLimitMs, limit.signal)]).then(() => undefined);
    const kept = await Promise.race([answer, tooLate]).catch((error: unknown) => {
      this.#log.debug(`Nothing is kept for the next run: ${describe(error)}`);
      return undefined;
    });
    limit.abort();
    this.#resume = kept?.resume;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#end();
    this.#set({ state: "off" });
  }

  async #end(): Promise<void> {
    const loop = this.#loop;
    loop?.stop.abort();
    await loop?.done;
  }

  async #keepRunning(stop: AbortSignal): Promise<void> {
    this.#set({ state: this.#state.state === "restarting" ? "restarting" : "starting" });
    const stopped = () => stop.aborted;
    while (!stopped()) {
      await this.#once(stop);
      if (stopped()) break;
      const wait = this.#policy.crashed(performance.now());
      if (wait === undefined) {
        this.#log.error(serverUnavailable.message);
        this.#loop = undefined;
        this.#set({ state: "failed", error: serverUnavailable });
        return;
      }
      this.#log.warn(`The language server ended; it is started again in ${wait} ms.`);
      this.#set({ state: "restarting" });
      await pause(wait, stop);
    }
    this.#loop = undefined;
  }

  /** One run, from its start to its end. Never throws. */
  async #once(stop: AbortSignal): Promise<void> {
    let run: ServerRun;
    try {
      run = await this.#startRun(stop, this.#resume);
      this.#resume = undefined;
    } catch (error) {
      if (!stop.aborted) this.#log.error(`The language server did not start: ${describe(error)}`);
      return;
    }
    const stopped = new Promise<void>((resolve) => stop.addEventListener("abort", () => resolve(), { once: true }));
    if (!stop.aborted) {
      this.#set({ state: "running", run });
      await Promise.race([run.ended, stopped]);
    }
    await run.dispose().catch((error: unknown) => this.#log.warn(describe(error)));
  }

  #set(state: ServerState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}

/** Resolves after `ms` milliseconds, or earlier when `stop` aborts. */
function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, ms);
    stop.addEventListener("abort", finish, { once: true });
    function finish() {
      clearTimeout(timer);
      stop.removeEventListener("abort", finish);
      resolve();
    }
  });
}
