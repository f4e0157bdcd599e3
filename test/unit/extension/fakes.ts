import type { LogSink } from "../../../extension/log.js";
import type { ServerRun } from "../../../extension/server/serverRun.js";

const ignore = () => undefined;
export const silentLog: LogSink = { error: ignore, warn: ignore, info: ignore, debug: ignore, trace: ignore };

/** A run of a server that dies when the test says so. */
export class FakeRun implements ServerRun {
  readonly pid: number;
  readonly ended: Promise<void>;
  readonly request: ServerRun["request"];
  /** The notifications that were sent. */
  readonly sent: { readonly method: string; readonly params: object }[] = [];
  die: () => void = ignore;
  disposed = 0;

  constructor(pid: number, request: ServerRun["request"] = () => Promise.reject(new Error("no request expected"))) {
    this.pid = pid;
    this.request = request;
    this.ended = new Promise((resolve) => (this.die = resolve));
  }

  notify(method: string, params: object): void {
    this.sent.push({ method, params });
  }

  dispose(): Promise<void> {
    this.disposed++;
    this.die();
    return Promise.resolve();
  }
}
