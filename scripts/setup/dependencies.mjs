import { existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { npm, runCommand } from "./command.mjs";
import { folderBytes } from "./folderBytes.mjs";

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean, os?: string[] }> }} Lock */

const platforms = { darwin: "mac", linux: "linux", win32: "win" };

/**
 * Whether `node_modules` holds what the lock file says. npm writes its own lock into `node_modules` as the last step
 * of an install, so an interrupted install does not count.
 *
 * @param {string} root the repository
 */
export async function dependenciesAreFresh(root) {
  try {
    const wanted = await readLock(path.join(root, "package-lock.json"));
    const there = await readLock(path.join(root, "node_modules/.package-lock.json"));
    const same = Object.entries(wanted.packages).every(
      ([name, { version, optional }]) => name === "" || optional || there.packages[name]?.version === version,
    );
    return same && (await engineBinaries(root)).missing.length === 0;
  } catch {
    return false;
  }
}

/** @param {string} root */
export async function installDependencies(root) {
  await npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root });
}

/**
 * Removes the engine's binaries that this machine cannot use: npm installs those for both kinds of ARM beside those
 * for x64, and those for Vulkan on machines without it.
 *
 * @param {string} root
 * @returns {Promise<{ removed: readonly string[], megabytes: number }>} `megabytes`: size of what remains of
 *   `node_modules`
 */
export async function removeUnusableBinaries(root) {
  const { unusable } = await engineBinaries(root);
  for (const name of unusable) await rm(path.join(root, "node_modules/@node-llama-cpp", name), { recursive: true });
  return { removed: unusable, megabytes: Math.round((await folderBytes(path.join(root, "node_modules"))) / 1e6) };
}

/**
 * Which of the engine's binary packages are there and useless, and which are useful and missing.
 *
 * @param {string} root
 */
async function engineBinaries(root) {
  const { packages } = await readLock(path.join(root, "package-lock.json"));
  const folder = path.join(root, "node_modules/@node-llama-cpp");
  const there = existsSync(folder) ? await readdir(folder) : [];
  const prefix = "node_modules/@node-llama-cpp/";
  const locked = Object.keys(packages).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  const usable = new Set(await usableBinaries());
  return {
    unusable: there.filter((name) => !usable.has(name)),
    missing: locked.filter((name) => usable.has(name) && !there.includes(name)),
  };
}

/** @returns {Promise<string[]>} names under `@node-llama-cpp/` */
async function usableBinaries() {
  const platform = platforms[/** @type {keyof typeof platforms} */ (process.platform)];
  const base = `${platform}-${process.arch === "arm" ? "armv7l" : process.arch}`;
  return [base, `${base}-metal`, ...((await hasVulkan()) ? [`${base}-vulkan`] : [])];
}

/** Whether there is a Vulkan loader; the package does not load without. `PONDER_KEEP_VULKAN=1` says yes. */
async function hasVulkan() {
  if (process.env["PONDER_KEEP_VULKAN"] === "1") return true;
  if (process.platform === "win32") return existsSync("C:/Windows/System32/vulkan-1.dll");
  if (process.platform !== "linux") return false;
  for (const ldconfig of ["ldconfig", "/sbin/ldconfig"]) {
    const { code, output } = await runCommand(ldconfig, ["-p"]);
    if (code === 0) return output.includes("libvulkan.so.1");
  }
  return false;
}

/**
 * @param {string} file
 * @returns {Promise<Lock>}
 */
async function readLock(file) {
  return JSON.parse(await readFile(file, "utf8"));
}
