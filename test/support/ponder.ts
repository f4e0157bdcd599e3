import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { CommandEvent } from "../../cli/output.js";

const program = path.resolve(import.meta.dirname, "../../dist/ponder.cjs");

/** How a run of the command line ended. */
export interface PonderRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PonderOptions {
  readonly cwd?: string;
  /** Standard input; empty when absent. */
  readonly input?: string | Buffer;
}

/** Starts the built `ponder` as a shell would, with one thread for the engine. Its input stays open. */
export function startPonder(args: readonly string[], cwd?: string): ChildProcessWithoutNullStreams {
  if (!existsSync(program)) throw new Error(`${program} is missing: run npm run build first.`);
  const threads = args[0] === "models" ? [] : ["--threads", "1"];
  return spawn(process.execPath, [program, ...args, ...threads], { cwd, stdio: "pipe" });
}

/** The end of a started `ponder`. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<PonderRun> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  // A command that needs no input may be gone before it is written.
  child.stdin.on("error", () => undefined);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs `ponder` to its end. */
export function ponder(args: readonly string[], options: PonderOptions = {}): Promise<PonderRun> {
  const child = startPonder(args, options.cwd);
  const end = ended(child);
  child.stdin.end(options.input ?? "");
  return end;
}

/** The events that `--json` printed. */
export function eventsOf({ stdout }: PonderRun): readonly CommandEvent[] {
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as CommandEvent);
}

/** The order of the events: their types, each run of the same type once. */
export function orderOf(events: readonly CommandEvent[]): readonly string[] {
  return events.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1]);
}

/** The text of all events of one kind. */
export function textOf(events: readonly CommandEvent[], type: "thinking" | "answer"): string {
  return events.map((event) => (event.type === type ? event.text : "")).join("");
}
