import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { stripVTControlCharacters } from "node:util";
import { killTree, runVariable } from "./processTree.js";

/** Output that is kept, in code units: its beginning says little, its end has the failures and the counts. */
const keptOutput = 32_000;

/** How a command ended. */
export interface CommandEnd {
  /** Exit code; null: it was killed. */
  readonly code: number | null;
  /** It was killed because it took too long. */
  readonly timedOut: boolean;
  /** The end of what it wrote to both outputs, without colours. */
  readonly output: string;
  readonly ms: number;
}

/**
 * Runs a command line in a shell, with nothing on its standard input, and ends it with all it started when it is over,
 * when its time is up, or when `signal` aborts.
 *
 * @param limitMs how long it may take.
 * @throws `signal.reason`; what the system says where no shell can be started.
 */
export async function runCommand(
  command: string,
  folder: string,
  limitMs: number,
  signal: AbortSignal,
): Promise<CommandEnd> {
  signal.throwIfAborted();
  const started = performance.now();
  const run = randomUUID();
  const child = spawn(command, {
    cwd: folder,
    shell: true,
    // A group of its own, which can be killed as a whole.
    detached: process.platform !== "win32",
    windowsHide: true,
    stdio: ["ignore", "pipe", "pipe"],
    // `CI` keeps test programs from waiting for changes, and from colours.
    env: { ...process.env, CI: "1", NO_COLOR: "1", FORCE_COLOR: "0", [runVariable]: run },
  });
  let output = "";
  const keep = (text: string) => {
    output = (output + text).slice(-keptOutput);
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  let timedOut = false;
  const kill = () => {
    if (child.pid !== undefined) void killTree(child.pid, run);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, limitMs);
  signal.addEventListener("abort", kill, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      // Not `close`: what it left running may hold its outputs open for ever.
      child.once("exit", resolve);
    });
    if (child.pid !== undefined) await killTree(child.pid, run);
    await flushed(child.stdout, child.stderr);
    signal.throwIfAborted();
    return { code, timedOut, output: stripVTControlCharacters(output), ms: Math.round(performance.now() - started) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", kill);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** Everything that could hold the outputs open is dead: they end by themselves. */
async function flushed(...streams: readonly NodeJS.ReadableStream[]): Promise<void> {
  const ends = streams.map(
    (stream) =>
      new Promise<void>((resolve) => {
        if (!stream.readable) resolve();
        stream.once("end", resolve).once("close", resolve);
      }),
  );
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, 1_000)));
  await Promise.race([Promise.all(ends), limit]);
  clearTimeout(timer);
}
