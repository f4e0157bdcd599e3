import { readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { downloadChromium, findChromium, hasFonts, installPackages, playwrightAnswers } from "../editor/chromium.mjs";
import { findCodeServer, installCodeServer, supportsCodeServer } from "../editor/codeServer.mjs";
import { desktopAnswers, findDesktop, installDesktop } from "../editor/desktop.mjs";
import { wantsDesktop } from "../editor/runtime.mjs";
import { runCommand } from "./command.mjs";
import { dependenciesAreFresh, installDependencies, removeUnusableBinaries } from "./dependencies.mjs";
import { say, SetupProblem, step } from "./report.mjs";

// Not `import.meta.dirname`: a Node that is too old has to come as far as the message about it.
const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Brings a checkout into working order: dependencies, build, an editor and a browser. What is there already is left
 * alone.
 *
 * @throws {SetupProblem} when the user has to do something
 */
export async function setUp() {
  await checkNode();
  if (!(await dependenciesAreFresh(root))) {
    try {
      await step("Installing the dependencies (npm ci)", () => installDependencies(root));
    } catch (error) {
      throw new SetupProblem(messageOf(error), "check the connection to the npm registry and run this again.");
    }
  }
  await step(
    "Removing engine binaries this machine cannot use",
    () => removeUnusableBinaries(root),
    ({ removed, megabytes }) => `${removed.join(", ") || "none"} removed, node_modules has ${String(megabytes)} MB`,
  );
  await step("Building", build);
  await ensureEditor();
  await ensureChromium();
}

async function checkNode() {
  const { engines } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  const [, ...wanted] = /(\d+)\.(\d+)\.(\d+)/.exec(engines.node) ?? [];
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new SetupProblem(
    `Ponder is built with Node ${engines.node}; this is Node ${process.versions.node}.`,
    "install a newer Node from https://nodejs.org and run this again.",
  );
}

async function build() {
  const { code } = await runCommand(process.execPath, ["--import", "tsx", "scripts/build.ts"], {
    cwd: root,
    show: true,
  });
  if (code !== 0)
    throw new SetupProblem("The build failed; its messages are above.", "correct them and run this again.");
}

async function ensureEditor() {
  if (wantsDesktop()) {
    if (findDesktop()) return;
    if (await desktopAnswers()) {
      try {
        await step("Downloading VS Code", installDesktop);
        return;
      } catch (error) {
        say(`  it failed: ${messageOf(error)}`);
      }
    } else {
      say("• The download of VS Code does not answer, so code-server takes its place");
    }
  }
  if (findCodeServer()) return;
  if (!supportsCodeServer()) {
    throw new SetupProblem(
      `There is no editor for the tests and the demo: VS Code could not be downloaded, and code-server does not run on ${process.platform}-${process.arch}.`,
      "check the connection to update.code.visualstudio.com (and the proxy settings) and run this again.",
    );
  }
  await step("Installing code-server, the real editor without a desktop, from npm (250 MB)", installCodeServer);
}

async function ensureChromium() {
  let chromium = await findChromium();
  if (!chromium && (await playwrightAnswers())) {
    try {
      await step("Downloading Chromium", downloadChromium);
    } catch (error) {
      say(`  it failed: ${messageOf(error)}`);
    }
    chromium = await findChromium();
  }
  if (!chromium) {
    await step(
      "Installing Chromium with apt-get",
      () => installPackages(["chromium", "fonts-dejavu-core"]),
      (done) => (done ? "installed" : "not possible here"),
    ).catch((/** @type {unknown} */ error) => say(`  it failed: ${messageOf(error)}`));
    chromium = await findChromium();
  }
  if (!chromium) {
    throw new SetupProblem(
      "There is no Chromium, which the tests and the demo need as a window.",
      "install Chromium or Chrome (Debian: `apt-get install chromium fonts-dejavu-core`), or set PONDER_CHROMIUM to one, and run this again.",
    );
  }
  if (!(await hasFonts()) && !(await installPackages(["fonts-dejavu-core"]))) {
    say("• There is no font on this machine: screenshots will be unreadable. Install fonts-dejavu-core.");
  }
  say(`• Chromium: ${chromium}`);
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
