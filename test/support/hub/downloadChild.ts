import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { repository } from "../engineProgram.js";
import type { DownloadOptions } from "./downloadBench.js";
import type { DownloadLine } from "./downloadProgram.js";

/** Options that can be handed to another process. */
export type ChildOptions = Omit<DownloadOptions, "disk" | "onProgress" | "signal">;

/** Bundles the program, so that it starts fast. @returns its path. */
export async function buildDownloadProgram(): Promise<string> {
  const outfile = path.join(repository, "out/test/download/downloadProgram.cjs");
  await build({
    entryPoints: [path.join(import.meta.dirname, "downloadProgram.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "warning",
    define: { "import.meta.dirname": "__dirname" },
  });
  return outfile;
}

/** A download in a process of its own. */
export class DownloadChild {
  readonly #child: ChildProcess;
  readonly #lines: DownloadLine[] = [];
  readonly #waiting = new Set<() => void>();
  #over = false;

  constructor(program: string, options: ChildOptions, environment: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(process.execPath, [program, JSON.stringify(options)], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...environment },
    });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error("The child has no output");
    createInterface(stdout).on("line", (line) => {
      this.#lines.push(JSON.parse(line) as DownloadLine);
      this.#wake();
    });
    this.#child.on("close", () => {
      this.#over = true;
      this.#wake();
    });
  }

  get lines(): readonly DownloadLine[] {
    return this.#lines;
  }

  /** Bytes that it said it has. */
  get receivedBytes(): number {
    return this.#lines.reduce(
      (most, line) => (line.type === "progress" ? Math.max(most, line.receivedBytes) : most),
      0,
    );
  }

  /** Waits until it has so many bytes, or has ended. */
  async received(bytes: number): Promise<void> {
    while (!this.#over && this.receivedBytes < bytes) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** How it ended; undefined: it was killed. */
  async end(): Promise<Extract<DownloadLine, { type: "end" }> | undefined> {
    while (!this.#over) await new Promise<void>((resolve) => this.#waiting.add(resolve));
    const last = this.#lines.at(-1);
    return last?.type === "end" ? last : undefined;
  }

  /** Ends it at this very moment, as the system does. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    if (this.#over) return;
    const closed = once(this.#child, "close");
    this.#child.kill(signal);
    await closed;
  }

  /** Stops it, or lets it go on, as a machine that sleeps does. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#child.kill(signal);
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
