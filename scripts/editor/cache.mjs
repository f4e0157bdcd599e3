import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";

/** Written last: a folder without it is a half install. */
const markerName = "ponder-ready.json";

/** Where editors and browsers are kept between checkouts: `PONDER_CACHE`, else the platform's cache folder. */
export function cacheFolder() {
  const chosen = process.env["PONDER_CACHE"];
  if (chosen) return path.resolve(chosen);
  const home = os.homedir();
  switch (process.platform) {
    case "darwin":
      return path.join(home, "Library/Caches/ponder-dev");
    case "win32":
      return path.join(process.env["LOCALAPPDATA"] ?? path.join(home, "AppData/Local"), "ponder-dev");
    default:
      return path.join(process.env["XDG_CACHE_HOME"] || path.join(home, ".cache"), "ponder-dev");
  }
}

/**
 * Looks for something that {@link install} has put into the cache.
 *
 * @param {string} name folder in the cache
 * @returns {Record<string, string> | undefined} what the installer noted, relative paths made absolute
 */
export function installed(name) {
  const folder = path.join(cacheFolder(), name);
  const marker = path.join(folder, markerName);
  if (!existsSync(marker)) return undefined;
  /** @type {Record<string, string>} */
  const paths = JSON.parse(readFileSync(marker, "utf8"));
  return Object.fromEntries(Object.entries(paths).map(([key, value]) => [key, path.join(folder, value)]));
}

/**
 * Puts something into the cache, all or nothing: the installer works in a folder of its own, which takes its final
 * name when it is whole. Two setups at the same time do not disturb each other; the first one wins.
 *
 * @param {string} name folder in the cache
 * @param {(folder: string) => Promise<Record<string, string>>} work fills the folder; returns the paths in it that
 *   matter, relative to it
 * @returns {Promise<Record<string, string>>} those paths, absolute
 */
export async function install(name, work) {
  const there = installed(name);
  if (there) return there;
  await removeLeftovers();
  const folder = path.join(cacheFolder(), name);
  const partial = `${folder}.partial-${String(process.pid)}`;
  await mkdir(partial, { recursive: true });
  try {
    const paths = await work(partial);
    await writeFile(path.join(partial, markerName), JSON.stringify(paths));
    if (!installed(name)) {
      await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
    }
  } finally {
    await rm(partial, { recursive: true, force: true, maxRetries: 5 });
  }
  const result = installed(name);
  if (!result) throw new Error(`${folder} vanished while it was installed`);
  return result;
}

/** Removes what setups left behind that were killed. */
async function removeLeftovers() {
  const root = cacheFolder();
  await mkdir(root, { recursive: true });
  for (const name of await readdir(root)) {
    const pid = /\.partial-(\d+)$/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) await rm(path.join(root, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
