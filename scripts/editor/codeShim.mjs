#!/usr/bin/env node
/**
 * Stands in for the desktop `code` executable: takes the arguments that @vscode/test-electron gives it, runs the tests
 * in code-server's real extension host with a headless Chromium as the window, and ends with the tests' exit code.
 *
 * How it works, seen in Code 1.139: with `enable-smoke-test-driver` a built workbench obeys the development keys of
 * `payload` in its address, and reports through two functions of the page, `codeAutomationLog` and
 * `codeAutomationExit`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { URLSearchParams } from "node:url";
import { format } from "node:util";
import { parseCodeArguments } from "./codeArguments.mjs";
import { launchChromium } from "./launch.mjs";
import { checkProof, wrapTests } from "./proof.mjs";
import { findRuntime } from "./runtime.mjs";
import { startServer } from "./server.mjs";

const limitMs = 10 * 60_000;
const noise =
  /^(?:\[(?:AgentHost|AccountPolicyGate|Service Worker|reconnection|DefaultAccount|chat-stt)|Resolv(?:ing|ed) connection token|Creating a socket|Updating additional builtin|Ignoring fetching additional builtin|Creation of workbench contribution|Timed out waiting for authentication provider|Canceled: Canceled)/;

process.exitCode = await main();

async function main() {
  const { tests, developed, workspace, extensions } = parseCodeArguments(process.argv.slice(2));
  const { codeServer, chromium } = await findRuntime();
  if (!codeServer || !chromium) throw new Error("code-server or Chromium is missing; run `npm run setup`");
  const folder = mkdtempSync(path.join(os.tmpdir(), "ponder-host-"));
  const server = await startServer({
    codeServer,
    folder,
    extensions: extensions ?? path.join(folder, "extensions"),
    flags: ["--vscode-option", "enable-smoke-test-driver"],
  });
  const proof = path.join(folder, "result.json");
  const remote = (/** @type {string} */ file) => `vscode-remote://127.0.0.1:${String(server.port)}${encodeURI(file)}`;
  const payload = developed.map((place) => ["extensionDevelopmentPath", remote(place)]);
  if (tests) payload.push(["extensionTestsPath", remote(wrapTests(tests, folder, proof))]);
  const query = new URLSearchParams({
    payload: JSON.stringify(payload),
    ...(workspace ? { folder: workspace } : { ew: "true" }),
  });
  const browser = await launchChromium(chromium);
  let code = 70;
  try {
    const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
    /** @type {Promise<number>} */
    const ended = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`no result within ${String(limitMs / 1000)} s`)), limitMs).unref();
      page.on("crash", () => reject(new Error("the window crashed")));
      const connect = async () => {
        await page.exposeFunction("codeAutomationExit", resolve);
        await page.exposeFunction("codeAutomationLog", (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
          const line = format(...args);
          if (/Extension host \(Remote\) terminated unexpectedly/i.test(line)) reject(new Error(line));
          if (!noise.test(line)) (type === "error" ? process.stderr : process.stdout).write(`${line}\n`);
        });
        await page.goto(`http://127.0.0.1:${String(server.port)}/?${query.toString()}`, {
          waitUntil: "domcontentloaded",
        });
      };
      connect().catch(reject);
    });
    code = await ended;
    if (tests) code = checkProof(proof, code);
  } catch (error) {
    console.error("code-server stand-in:", error instanceof Error ? error.message : error);
  }
  await browser.close().catch(() => undefined);
  await server.stop();
  if (code === 0) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  else console.error(`The editor's logs are kept in ${folder}`);
  return code;
}
