import { CommanderError } from "commander";
import { readFileSync } from "node:fs";
import path from "node:path";
import { PonderFailure } from "../protocol/errors.js";
import { exitCodeOf, exitCodes } from "./exitCodes.js";
import { Interrupted } from "./interrupted.js";
import { JsonOutput, type Output } from "./output.js";
import { createProgram } from "./program.js";
import { TextOutput } from "./textOutput.js";

/** The command line's program. Everything it leaves open is closed, so the process ends by itself. */
async function main(): Promise<void> {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      const reason = new Interrupted(signal);
      // The second time without waiting for anybody.
      if (abort.signal.aborted) process.exit(reason.exitCode);
      abort.abort(reason);
    });
  }
  // Whoever reads our output may have had enough (`ponder ask … | head -1`).
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      if (stream === process.stdout) abort.abort(new OutputClosed());
    });
  }

  const output = (json: boolean, showAnswer: boolean): Output =>
    json
      ? new JsonOutput(process.stdout)
      : new TextOutput({
          out: process.stdout,
          err: process.stderr,
          isTerminal: process.stderr.isTTY,
          dim: process.stderr.isTTY && (process.env["NO_COLOR"] ?? "") === "",
          showAnswer,
        });
  const program = createProgram(
    readVersion(),
    ({ json, showAnswer }, settings) => ({
      workingDirectory: process.cwd(),
      serverProgram: path.join(__dirname, "server.cjs"),
      settings,
      input: process.stdin,
      output: output(json, showAnswer),
      signal: abort.signal,
    }),
    (code) => (process.exitCode = code),
  );
  try {
    await program.parseAsync();
  } catch (error) {
    const failure = asFailure(error);
    if (typeof failure === "number") {
      process.exitCode = failure;
      return;
    }
    output(process.argv.includes("--json"), true).fail(failure.data);
    process.exitCode = exitCodeOf(failure.data.code);
  }
}

/** The reader of standard output is gone; there is nobody to tell anything. */
class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

function asFailure(error: unknown): PonderFailure | number {
  if (error instanceof Interrupted) return error.exitCode;
  if (error instanceof OutputClosed) return exitCodes.ok;
  if (error instanceof PonderFailure) return error;
  if (error instanceof CommanderError) {
    // Help and version end this way too; help that nobody asked for follows a command that is missing.
    if (error.exitCode === 0) return exitCodes.ok;
    if (error.code === "commander.help") return exitCodes.usage;
    const message = error.message.replace(/^error: /, "");
    return new PonderFailure("badRequest", message, "See ponder --help.", { cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new PonderFailure("internal", message, "This is a fault of Ponder: please report it.", { cause: error });
}

function readVersion(): string {
  const manifest = readFileSync(path.join(__dirname, "../package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

void main();
