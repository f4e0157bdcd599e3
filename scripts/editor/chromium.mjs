import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { mustRun, runCommand } from "../setup/command.mjs";
import { install, installed } from "./cache.mjs";
import { hasDisplay } from "./desktop.mjs";

/** A Chromium: the window of code-server, and where the panel's own specs run. */

const name = "chromium";
const probe = "https://cdn.playwright.dev/";
const probeMs = 8_000;
/** Names of Chromium's executable in Playwright's downloads. */
const executableName = /^(?:chrome|Chromium|Google Chrome for Testing|headless_shell|chrome-headless-shell)(?:\.exe)?$/;

/** Whether a Chromium can be downloaded the way Playwright does it. */
export async function playwrightAnswers() {
  try {
    // Any answer will do: the front page of the download server is an error page.
    await fetch(probe, { method: "HEAD", signal: AbortSignal.timeout(probeMs) });
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds a Chromium that starts: `PONDER_CHROMIUM`, the system's, or the one that setup downloaded. A stub that only
 * tells how to install one (Ubuntu's `chromium-browser`) and one whose libraries are missing do not count.
 *
 * @returns {Promise<string | undefined>} the executable
 */
export async function findChromium() {
  const chosen = process.env["PONDER_CHROMIUM"];
  for (const file of chosen ? [chosen] : [...systemChromiums(), installed(name)?.["executable"]]) {
    if (file && existsSync(file) && (await starts(file))) return file;
  }
  return undefined;
}

/** @returns {string[]} */
function systemChromiums() {
  switch (process.platform) {
    case "darwin":
      return ["Google Chrome", "Chromium", "Microsoft Edge"].map(
        (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
      );
    case "win32":
      return ["ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"].flatMap((variable) =>
        [
          "Google/Chrome/Application/chrome.exe",
          "Chromium/Application/chrome.exe",
          "Microsoft/Edge/Application/msedge.exe",
        ].map((file) => path.join(process.env[variable] ?? "C:/", file)),
      );
    default:
      return (process.env["PATH"] ?? "")
        .split(path.delimiter)
        .flatMap((folder) =>
          ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"].map((file) =>
            path.join(folder, file),
          ),
        );
  }
}

/** @param {string} file */
async function starts(file) {
  // On Windows `--version` opens a window instead of printing something.
  if (process.platform === "win32") return true;
  const { code, output } = await runCommand(file, ["--version"], { timeoutMs: 60_000 });
  return code === 0 && /\d+\.\d+\.\d+/.test(output);
}

/** Downloads Playwright's Chromium, and on Linux the libraries it needs where that is allowed. */
export async function downloadChromium() {
  const cli = path.join(path.dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
  const paths = await install(name, async (folder) => {
    const env = { ...process.env, PLAYWRIGHT_BROWSERS_PATH: folder };
    await mustRun(process.execPath, [cli, "install", hasDisplay() ? "--no-shell" : "--only-shell", "chromium"], {
      env,
    });
    const executable = await findFile(folder, executableName);
    if (!executable) throw new Error(`Playwright left no Chromium in ${folder}`);
    return { executable: path.relative(folder, executable) };
  });
  const executable = paths["executable"] ?? "";
  if (!(await starts(executable)) && process.platform === "linux") {
    const admin = await asAdministrator();
    if (admin) await mustRun(...admin(process.execPath, [cli, "install-deps", "chromium"]));
  }
}

/**
 * @param {string} folder
 * @param {RegExp} pattern
 */
async function findFile(folder, pattern) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.find((entry) => entry.isFile() && pattern.test(entry.name));
  return found && path.join(found.parentPath, found.name);
}

/**
 * Installs packages of a Debian or Ubuntu.
 *
 * @param {readonly string[]} packages
 * @returns {Promise<boolean>} false: this is no such system, or it needs a password
 */
export async function installPackages(packages) {
  const admin = await asAdministrator();
  if (!admin || (await runCommand("apt-get", ["--version"])).code !== 0) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await mustRun(...admin("apt-get", ["update", "-qq"]), { env });
  await mustRun(...admin("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages]), { env });
  return true;
}

/** Whether there is any font: without one a page is full of boxes. */
export async function hasFonts() {
  if (process.platform !== "linux") return true;
  const { code, output } = await runCommand("fc-list", []);
  if (code === 0) return output.trim() !== "";
  return existsSync("/usr/share/fonts") && (await findFile("/usr/share/fonts", /\.(?:ttf|otf|pfb)$/)) !== undefined;
}

/**
 * @returns {Promise<((command: string, args: readonly string[]) => [string, string[]]) | undefined>} how a command is
 *   run as administrator without asking for a password, if that is possible
 */
async function asAdministrator() {
  if (process.getuid?.() === 0) return (command, args) => [command, [...args]];
  if ((await runCommand("sudo", ["-n", "true"])).code === 0)
    return (command, args) => ["sudo", ["-n", command, ...args]];
  return undefined;
}
