import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buildEngineProgram as build } from "../../scripts/engineProgram.js";

export const repository = path.resolve(import.meta.dirname, "../..");

/** The demo model of the package. */
export const demoModel = path.join(repository, "models/demo/ponder-demo.gguf");

/**
 * Builds the engine program.
 *
 * @param name of the test: each has a folder of its own.
 * @returns its path.
 */
export const buildEngineProgram = (name: string): Promise<string> => build(path.join("out/test", name));

/** An empty folder for generated models. */
export const temporaryFolder = (): Promise<string> => mkdtemp(path.join(os.tmpdir(), "ponder-"));
