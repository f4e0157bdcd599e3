import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { PonderFailure } from "../../protocol/errors.js";

/**
 * Version of node-llama-cpp as the engine process finds it, without loading anything native.
 *
 * @param folder where the bundles lie; the package is looked for there and in every folder above, as Node.js does.
 * @throws `modelLoadFailed` when it is not installed.
 */
export async function engineVersion(folder: string): Promise<string> {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, "node_modules", "node-llama-cpp", "package.json");
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) return String((JSON.parse(text) as { readonly version?: unknown }).version);
    if (path.dirname(at) === at) break;
  }
  throw new PonderFailure(
    "modelLoadFailed",
    "The package node-llama-cpp, which runs the model, is not installed.",
    "Install Ponder again.",
  );
}

/**
 * The engine's packages with binaries that are installed, such as `linux-x64-vulkan`.
 *
 * @param folder as in {@link engineVersion}.
 */
export async function engineBinaries(folder: string): Promise<readonly string[]> {
  for (let at = folder; ; at = path.dirname(at)) {
    const names = await readdir(path.join(at, "node_modules", "@node-llama-cpp")).catch(() => []);
    if (names.length > 0 || path.dirname(at) === at) return names.sort();
  }
}
