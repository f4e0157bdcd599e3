import type { Readable } from "node:stream";
import type { Settings } from "../protocol/settings.js";
import type { Output } from "./output.js";
import { startServer, type Server } from "./server.js";

/** What every command gets: the options that all have, and its surroundings. */
export interface CommandContext {
  readonly workingDirectory: string;
  /** Absolute path of the language server's program. */
  readonly serverProgram: string;
  readonly settings: Partial<Settings>;
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Output;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
}

/** Runs some work with a server and ends the server afterwards, however the work ends. */
export async function withServer<T>(context: CommandContext, work: (server: Server) => Promise<T>): Promise<T> {
  const { serverProgram: program, workingDirectory, settings, signal } = context;
  const server = await startServer({ program, workingDirectory, settings }, signal);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}
