import path from "node:path";
import { build } from "esbuild";
import { bundles } from "./bundles.js";

const root = path.resolve(import.meta.dirname, "..");

/**
 * Builds the engine program as the product does, somewhere in the repository, where it finds its packages. Tests and
 * benchmarks have one of their own: `dist/` may be rebuilt while they run.
 *
 * @param folder relative to the repository.
 * @returns the path of the program.
 */
export async function buildEngineProgram(folder: string): Promise<string> {
  const outdir = path.join(root, folder);
  await build({
    ...bundles.server,
    entryPoints: { engine: "language-server/engine/llama/process.ts" },
    absWorkingDir: root,
    outdir,
    logLevel: "warning",
  });
  return path.join(outdir, "engine.cjs");
}
