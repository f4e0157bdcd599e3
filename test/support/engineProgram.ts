import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { bundles } from "../../scripts/bundles.js";

export const repository = path.resolve(import.meta.dirname, "../..");

/** The demo model of the package. */
export const demoModel = path.join(repository, "models/demo/ponder-demo.gguf");

/**
 * Builds the engine program as the product does, into a folder of its own inside the repository, where it finds its
 * packages.
 *
 * @returns its path.
 */
export async function buildEngineProgram(name: string): Promise<string> {
  const outdir = path.join(repository, "out/test", name);
  await build({
    ...bundles.server,
    entryPoints: { engine: "language-server/engine/llama/process.ts" },
    absWorkingDir: repository,
    outdir,
    logLevel: "warning",
  });
  return path.join(outdir, "engine.cjs");
}

/** An empty folder for generated models. */
export const temporaryFolder = (): Promise<string> => mkdtemp(path.join(os.tmpdir(), "ponder-"));
