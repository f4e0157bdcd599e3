import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { quietSettings } from "./settings.mjs";

const startMs = 90_000;

/**
 * @typedef {object} ServerOptions
 * @property {import("./codeServer.mjs").CodeServer} codeServer
 * @property {string} folder an empty folder for everything the server writes
 * @property {string} extensions folder of the installed extensions
 * @property {Record<string, unknown>} [settings] user settings, on top of the quiet ones
 * @property {readonly string[]} [flags] more flags for the server
 * @property {NodeJS.ProcessEnv} [env] on top of the environment
 */

/** @typedef {{ readonly port: number, stop: () => Promise<void>, log: () => string }} Server */

/**
 * Starts code-server on a free port and waits until it answers.
 *
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 * @throws with the server's log when it ends, or does not answer in time
 */
export async function startServer({ codeServer, folder, extensions, settings, flags = [], env }) {
  const data = path.join(folder, "data");
  mkdirSync(extensions, { recursive: true });
  // Settings of the scope `machine` are read from the second alone.
  for (const [place, values] of Object.entries({ User: { ...quietSettings, ...settings }, Machine: { ...settings } })) {
    mkdirSync(path.join(data, place), { recursive: true });
    writeFileSync(path.join(data, place, "settings.json"), JSON.stringify(values, null, 2));
  }
  writeFileSync(path.join(folder, "config.yaml"), "auth: none\n");
  const port = await freePort();
  const logFile = path.join(folder, "server.log");
  const output = openSync(logFile, "a");
  const child = spawn(
    codeServer.node,
    [
      codeServer.entry,
      ...["--config", path.join(folder, "config.yaml"), "--auth", "none", "--bind-addr", `127.0.0.1:${String(port)}`],
      ...["--user-data-dir", data, "--extensions-dir", extensions],
      ...["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--disable-proxy"],
      ...["--disable-getting-started-override", "--ignore-last-opened"],
      ...flags,
    ],
    { env: { ...serverEnvironment(folder), ...env }, stdio: ["ignore", output, output] },
  );
  const log = () => readFileSync(logFile, "utf8");
  const endWithUs = () => child.kill("SIGTERM");
  process.once("exit", endWithUs);
  const stop = async () => {
    process.off("exit", endWithUs);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(late);
  };
  const end = Date.now() + startMs;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`code-server did not start:\n${log()}`);
    }
    await delay(100);
  }
  return { port, stop, log };
}

/**
 * Installs an extension into a folder.
 *
 * @param {import("./codeServer.mjs").CodeServer} codeServer
 * @param {string} vsix
 * @param {string} extensions
 * @param {string} folder for everything else that is written
 */
export async function installExtension(codeServer, vsix, extensions, folder) {
  mkdirSync(extensions, { recursive: true });
  const child = spawn(
    codeServer.node,
    [
      codeServer.entry,
      "--user-data-dir",
      path.join(folder, "data"),
      "--extensions-dir",
      extensions,
      "--install-extension",
      vsix,
    ],
    { env: serverEnvironment(folder), stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the extension could not be installed:\n${output}`);
}

/** @param {string} folder */
function serverEnvironment(folder) {
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_CACHE_HOME: folder,
    // No gallery: nothing is looked up in the network.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    VSCODE_SKIP_BUILTIN_EXTENSIONS: "GitHub.copilot-chat",
  };
  for (const name of ["NODE_OPTIONS", "VSCODE_IPC_HOOK_CLI", "VITEST"]) Reflect.deleteProperty(env, name);
  return env;
}

/** @param {number} port */
async function answers(port) {
  try {
    return (await fetch(`http://127.0.0.1:${String(port)}/healthz`)).ok;
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
