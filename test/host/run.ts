import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { runTests, TestRunFailedError } from "@vscode/test-electron";
import { build } from "esbuild";
import { findRuntime } from "../../scripts/editor/runtime.mjs";
import { quietSettings } from "../../scripts/editor/settings.mjs";
import type { HostResult } from "./index.js";

/**
 * Runs test/host/suite/ with mocha inside a real extension host: `npm run test:host [-- --grep TEXT]`.
 *
 * The built extension is loaded from the repository. The workspace is a fresh copy of examples/.
 */
async function main(): Promise<number> {
  const grep = process.argv.indexOf("--grep");
  const { desktop, codeServer, chromium } = await findRuntime();
  if (!desktop && !(codeServer && chromium)) throw new Error("There is no editor to test in; run `npm run setup`.");

  const folder = await mkdtemp(path.join(os.tmpdir(), "ponder-host-tests-"));
  const workspace = path.join(folder, "workspace");
  const userData = path.join(folder, "user-data");
  await cp(path.join(root, "examples"), workspace, { recursive: true });
  await mkdir(path.join(userData, "User"), { recursive: true });
  await writeFile(path.join(userData, "User/settings.json"), JSON.stringify(quietSettings));
  await mkdir(path.dirname(resultFile), { recursive: true });
  await rm(resultFile, { force: true });
  await bundleSuite();
  try {
    await runTests({
      vscodeExecutablePath: desktop ?? path.join(root, "scripts/editor/codeShim.mjs"),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(bundle, "index.cjs"),
      extensionTestsEnv: {
        PONDER_HOST_RESULT: resultFile,
        ...(grep > 0 && { PONDER_HOST_GREP: process.argv[grep + 1] }),
      },
      launchArgs: [
        workspace,
        `--user-data-dir=${userData}`,
        `--extensions-dir=${path.join(folder, "extensions")}`,
        "--disable-workspace-trust",
      ],
    });
  } catch (error) {
    if (!(error instanceof TestRunFailedError)) throw error;
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  return judge();
}

const root = path.resolve(import.meta.dirname, "../..");
const bundle = path.join(root, "out/test/host");
const resultFile = path.join(root, "out/test-results/host.json");

/** Only what the suite itself left behind counts: an extension host that dies can look like success from outside. */
async function judge(): Promise<number> {
  let result: HostResult;
  try {
    result = JSON.parse(await readFile(resultFile, "utf8")) as HostResult;
  } catch {
    console.error("The extension host ended before its tests did.");
    return 1;
  }
  console.log(`${result.passed} passed, ${result.failed} failed in the extension host`);
  if (result.passed + result.failed === 0) console.error("No test ran.");
  return result.failed === 0 && result.passed > 0 ? 0 : 1;
}

async function bundleSuite(): Promise<void> {
  await rm(bundle, { recursive: true, force: true });
  const suite = path.join(root, "test/host/suite");
  const tests = (await readdir(suite, { recursive: true })).filter((file) => file.endsWith(".test.ts"));
  await build({
    absWorkingDir: root,
    entryPoints: ["test/host/index.ts", ...tests.map((file) => path.join("test/host/suite", file))],
    outbase: "test/host",
    outdir: bundle,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
    loader: { ".md": "text" },
    logLevel: "warning",
  });
}

process.exitCode = await main();
