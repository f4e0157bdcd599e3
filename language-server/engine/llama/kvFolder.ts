import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";

/*
 * Files that hold what is in KV caches. They hold the user's text: the folder is for this user alone, and they live as
 * short as they can.
 */

/** Where they are, in the folder of {@link stateFolder}. */
export const kvFolder = (folder: string): string => path.join(folder, "kv");

/** A file that a server left behind when it was killed is removed after this time, in milliseconds. */
export const maxAgeMs = 24 * 60 * 60_000;

/** Removes the files that `unwanted` names, if they are there; what cannot be removed stays. */
export async function removeFiles(
  folder: string,
  unwanted: (file: { readonly name: string; readonly ageMs: number }) => boolean,
): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found === undefined || !unwanted({ name, ageMs: Date.now() - found.mtimeMs })) continue;
    await rm(file, { force: true }).catch(() => undefined);
  }
}
