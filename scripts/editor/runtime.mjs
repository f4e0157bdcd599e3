import process from "node:process";
import { findChromium } from "./chromium.mjs";
import { findCodeServer } from "./codeServer.mjs";
import { findDesktop, hasDisplay } from "./desktop.mjs";

/**
 * What the tests and the demo run in: desktop VS Code, or code-server with a Chromium. `PONDER_RUNTIME` set to
 * `desktop` or `code-server` forces one of them.
 *
 * @typedef {object} Runtime
 * @property {string} [desktop] executable of desktop VS Code; it is used where it is given
 * @property {import("./codeServer.mjs").CodeServer} [codeServer]
 * @property {string} [chromium] executable
 */

/** Whether desktop VS Code is wanted on this machine. A display in CI is often a poor one. */
export function wantsDesktop() {
  const forced = process.env["PONDER_RUNTIME"];
  if (forced) return forced === "desktop";
  return hasDisplay() && !(process.platform === "linux" && process.env["CI"]);
}

/**
 * Finds what setup installed. Nothing is installed or downloaded here.
 *
 * @returns {Promise<Runtime>}
 */
export async function findRuntime() {
  const desktop = wantsDesktop() ? findDesktop() : undefined;
  const codeServer = findCodeServer();
  const chromium = await findChromium();
  return { ...(desktop && { desktop }), ...(codeServer && { codeServer }), ...(chromium && { chromium }) };
}
