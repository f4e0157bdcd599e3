import path from "node:path";
import { build } from "esbuild";
import { repository } from "./engineProgram.js";

/** Bundles `watchConnections.ts`. @returns the environment of a process that writes its connections into a file. */
export async function buildWatch(file: string): Promise<NodeJS.ProcessEnv> {
  const outfile = path.join(repository, "out/test/watchConnections.cjs");
  const entryPoints = [path.join(import.meta.dirname, "watchConnections.ts")];
  await build({ entryPoints, outfile, bundle: true, platform: "node", format: "cjs", logLevel: "warning" });
  return { NODE_OPTIONS: `--require ${outfile}`, PONDER_TEST_CONNECTIONS: file };
}
