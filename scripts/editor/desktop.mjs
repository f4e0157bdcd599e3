import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { cacheFolder, install, installed } from "./cache.mjs";

/**
 * Desktop VS Code, as @vscode/test-electron downloads it.
 *
 * Not run where this was written (its download cannot be reached there); the way is the documented one.
 */

const name = "vscode-desktop";
const probe = "https://update.code.visualstudio.com/api/releases/stable";
const probeMs = 8_000;

/** Whether a window can be opened on this machine. */
export function hasDisplay() {
  if (process.platform === "darwin" || process.platform === "win32") return true;
  return Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
}

/** @returns {string | undefined} the executable, if it was installed before */
export function findDesktop() {
  const executable = installed(name)?.["executable"];
  return executable && existsSync(executable) ? executable : undefined;
}

/** Whether the download answers, and quickly. */
export async function desktopAnswers() {
  try {
    return (await fetch(probe, { signal: AbortSignal.timeout(probeMs) })).ok;
  } catch {
    return false;
  }
}

/** @returns {Promise<string>} the executable */
export async function installDesktop() {
  const paths = await install(name, async (folder) => {
    const { download } = await import("@vscode/test-electron");
    const executable = await download({ version: "stable", cachePath: folder });
    return { executable: path.relative(folder, executable) };
  });
  const executable = paths["executable"];
  if (!executable) throw new Error(`no executable is noted in ${path.join(cacheFolder(), name)}`);
  return executable;
}
