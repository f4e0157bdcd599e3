import { fork, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { engineEnvironment } from "./engineEnvironment.js";
import { Heartbeat, type HeartbeatLimits, type Hang } from "./heartbeat.js";
import {
  isFromEngine,
  type FromEngine,
  type LogLevel,
  type LogMessage,
  type PongMessage,
  type ToEngine,
} from "./messages.js";
import { isMemoryShort, type ProcessEnd } from "./processEnd.js";

/** What an {@link EngineProcess} needs and whom it tells. */
export interface EngineProcessOptions {
  /** Path of the program. */
  readonly program: string;
  /** Folder for the files that engine processes leave for each other; default: the program's own choice. */
  readonly stateFolder?: string;
  readonly heartbeat: HeartbeatLimits;
  readonly log: (level: LogLevel, message: string) => void;
  /** Every message but `pong` and `log`. */
  readonly onMessage: (message: Exclude<FromEngine, PongMessage | LogMessage>) => void;
  /** Its memory in bytes, with every answer to a ping. */
  readonly onMemory?: (bytes: number) => void;
  /** It ended without being told to. Called once, after the last message. */
  readonly onEnd: (end: ProcessEnd) => void;
}

/** Messages that were written before the end are waited for this long, in milliseconds. */
const drainMs = 500;
/** Time to free a model after `dispose`, in milliseconds; the other one is for writing a conversation to a file too. */
const graceMs = 5_000;
const keepGraceMs = 15_000;

/** One engine process from start to end. It is never used again after its end. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #options: EngineProcessOptions;
  readonly #heartbeat: Heartbeat;
  readonly #exited: Promise<void>;
  #hang: Hang | undefined;
  #stopping = false;
  #memoryWasShort = false;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
    this.#child = fork(options.program, options.stateFolder === undefined ? [] : [options.stateFolder], {
      // Ours may hold --inspect with a port, which only one process can have.
      execArgv: [],
      env: engineEnvironment(process.platform, process.env),
      // Native code prints when it likes; that must not get between the server and its client.
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#heartbeat = new Heartbeat(
      options.heartbeat,
      () => this.send({ type: "ping" }),
      (hang) => this.#kill(hang),
    );
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      if (output) createInterface({ input: output }).on("line", (line) => options.log("debug", line));
    }
    this.#child.on("message", (message) => this.#receive(message));
    this.#exited = new Promise((resolve) => {
      this.#child.once("exit", (code, signal) => {
        this.#afterLastMessage(() => this.#ended(code, signal, resolve));
      });
      this.#child.once("error", (error) => {
        options.log("error", error.message);
        // Without a process id it never started, and no exit follows.
        if (this.#child.pid === undefined) this.#ended(null, null, resolve);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends a message; one to a process that has ended is lost, and {@link EngineProcessOptions.onEnd} tells. */
  send(message: ToEngine): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /**
   * Ends the process: kindly, then by force. Resolves when it is gone. `onEnd` is not called any more.
   *
   * @param keep whether it may keep the conversation in a file.
   */
  async stop(keep = false): Promise<void> {
    this.#stopping = true;
    this.send({ type: "dispose", keep });
    const force = setTimeout(() => this.#child.kill("SIGKILL"), keep ? keepGraceMs : graceMs);
    await this.#exited;
    clearTimeout(force);
  }

  #receive(message: unknown): void {
    if (!isFromEngine(message)) {
      // Not the message itself: it may hold an answer, and answers are never logged.
      this.#options.log("error", "The engine process sent something that is no message.");
    } else if (message.type === "pong") {
      this.#memoryWasShort = isMemoryShort();
      this.#heartbeat.pong(message);
      if (message.memoryBytes !== undefined) this.#options.onMemory?.(message.memoryBytes);
    } else if (message.type === "log") {
      this.#options.log(message.level, message.message);
    } else if (!this.#stopping) {
      // Not before: a virus scanner may hold up the start of a program for longer than any work takes.
      if (message.type === "ready") this.#heartbeat.start();
      this.#options.onMessage(message);
    }
  }

  #kill(hang: Hang): void {
    this.#hang = hang;
    this.#child.kill("SIGKILL");
  }

  /** The exit may overtake messages that are still in the pipe. */
  #afterLastMessage(then: () => void): void {
    if (!this.#child.connected) {
      then();
      return;
    }
    const timer = setTimeout(done, drainMs);
    this.#child.once("disconnect", done);
    function done(): void {
      clearTimeout(timer);
      then();
    }
  }

  #ended(code: number | null, signal: NodeJS.Signals | null, resolve: () => void): void {
    this.#heartbeat.stop();
    resolve();
    if (this.#stopping) return;
    this.#stopping = true;
    this.#options.onEnd({
      code,
      signal,
      memoryWasShort: this.#memoryWasShort,
      ...(this.#hang !== undefined && { hang: this.#hang }),
    });
  }
}
