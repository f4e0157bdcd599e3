import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { partPrefix, partsFolder } from "./partPaths.js";

/**
 * Removes what unfinished downloads of a file left, and what programs that were killed had not renamed yet. Who calls it
 * holds the file's lock.
 *
 * @param keep files that stay: those of the download that goes on.
 */
export async function removeLeftovers(folder: string, destination: string, keep: readonly string[] = []): Promise<void> {
  const parts = partsFolder(folder);
  const prefix = partPrefix(folder, destination);
  for (const name of await readdir(parts).catch(() => [])) {
    if (!name.startsWith(`${prefix}-`) && !name.startsWith(`${prefix}.lock.`)) continue;
    const file = path.join(parts, name);
    if (!keep.includes(file)) await rm(file, { force: true });
  }
}
