import { Buffer } from "node:buffer";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment; the current one when left out
 * @property {boolean} [show] lets the user see the output while it runs
 * @property {boolean} [shell] the command is a script of the Windows shell
 * @property {number} [timeoutMs] ends the command after this many milliseconds
 */

/**
 * Runs a command to its end. Never throws: a command that does not exist has code 127.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} `output`: both streams together; empty with `show`
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.show ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
      shell: options.shell ?? false,
      windowsHide: true,
    });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout?.on("data", (chunk) => chunks.push(chunk));
    child.stderr?.on("data", (chunk) => chunks.push(chunk));
    child.on("error", (error) => resolve({ code: 127, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 137, output: Buffer.concat(chunks).toString() }));
  });
}

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<string>} what it printed
 * @throws when it ends with anything but 0; the message holds the end of its output
 */
export async function mustRun(command, args, options) {
  const { code, output } = await runCommand(command, args, options);
  if (code === 0) return output;
  const end = output.trim().split("\n").slice(-15).join("\n");
  throw new Error(`${[command, ...args].join(" ")} ended with code ${String(code)}${end && `:\n${end}`}`);
}

/**
 * How npm is started with the very Node that runs this program. The npm that started us is taken, else the one beside
 * Node: `npm` itself is a shell script on Windows, which cannot be started without a shell.
 *
 * @param {readonly string[]} args
 * @returns {[command: string, args: string[]]}
 */
export function npmCommand(args) {
  const beside = path.dirname(process.execPath);
  const scripts = [
    process.env["npm_execpath"] ?? "",
    path.join(beside, "node_modules/npm/bin/npm-cli.js"),
    path.join(beside, "../lib/node_modules/npm/bin/npm-cli.js"),
  ];
  const script = scripts.find((file) => file.endsWith("npm-cli.js") && existsSync(file));
  return script ? [process.execPath, [script, ...args]] : ["npm", [...args]];
}

/**
 * Runs npm to its end; see {@link mustRun}.
 *
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 */
export function npm(args, options) {
  return mustRun(...npmCommand(args), options);
}
