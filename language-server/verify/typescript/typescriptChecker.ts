import { fork, type ChildProcess } from "node:child_process";
import type { Unknown } from "../foundProblem.js";
import type { CheckAnswer, CheckRequest, PathProblem } from "./messages.js";

/** What an answer may take, in milliseconds: a large project is read once, then only what changed. */
const defaultLimitMs = 60_000;
/** Without work the process ends after so many milliseconds, and its memory is free. */
const defaultKeepMs = 60_000;
/** Memory for objects of JavaScript, in MiB. */
const memoryLimit = 2048;

/** How the process is run. */
export interface TypescriptCheckerOptions {
  /** Absolute path of the program, see `process.ts`. */
  readonly program: string;
  readonly limitMs?: number;
  readonly keepMs?: number;
}

/** What is asked for; see {@link CheckRequest}. */
export type Check = Omit<CheckRequest, "id">;

interface Waiting {
  readonly resolve: (answer: readonly PathProblem[] | Unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Asks a TypeScript that may be a stranger's for problems: in a process of its own, with limits for its time and its
 * memory. The process is started when it is needed and ends when it is not.
 */
export class TypescriptChecker {
  readonly #options: TypescriptCheckerOptions;
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(options: TypescriptCheckerOptions) {
    this.#options = options;
  }

  /** The problems of the files. Never rejects but with `signal.reason`, which ends the process: it may be in a loop. */
  async problems(check: Check, signal: AbortSignal): Promise<readonly PathProblem[] | Unknown> {
    signal.throwIfAborted();
    clearTimeout(this.#idle);
    const child = (this.#child ??= this.#start());
    const id = ++this.#lastId;
    const stop = () => this.#end("");
    signal.addEventListener("abort", stop, { once: true });
    try {
      const answer = await new Promise<readonly PathProblem[] | Unknown>((resolve) => {
        const seconds = Math.round(this.#limitMs / 1000);
        const timer = setTimeout(
          () => this.#end(`TypeScript needed more than ${String(seconds)} seconds.`),
          this.#limitMs,
        );
        this.#waiting.set(id, { resolve, timer });
        child.send({ ...check, id } satisfies CheckRequest, (error) => {
          if (error) this.#settle(id, { unknown: "TypeScript could not be asked." });
        });
      });
      signal.throwIfAborted();
      return answer;
    } finally {
      signal.removeEventListener("abort", stop);
      if (this.#waiting.size === 0)
        this.#idle = setTimeout(() => this.#end(""), this.#options.keepMs ?? defaultKeepMs).unref();
    }
  }

  /** Ends the process. The next question starts another one. */
  dispose(): void {
    clearTimeout(this.#idle);
    this.#end("Ponder is shutting down.");
  }

  /** Of the process that runs; undefined where none does. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get #limitMs(): number {
    return this.#options.limitMs ?? defaultLimitMs;
  }

  #start(): ChildProcess {
    const child = fork(this.#options.program, [], {
      execArgv: [`--max-old-space-size=${String(memoryLimit)}`],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    child.on("message", (answer: CheckAnswer) => {
      this.#settle(answer.id, "problems" in answer ? answer.problems : { unknown: answer.failure });
    });
    const ended = () => {
      if (this.#child === child) this.#end("TypeScript ended unexpectedly; it may have run out of memory.");
    };
    child.once("exit", ended);
    child.once("error", ended);
    return child;
  }

  #end(reason: string): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill("SIGKILL");
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { unknown: reason });
  }

  #settle(id: number, answer: readonly PathProblem[] | Unknown): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.resolve(answer);
  }
}
