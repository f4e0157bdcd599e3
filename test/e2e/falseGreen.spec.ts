import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findCodeServer } from "../../scripts/editor/codeServer.mjs";
import { runCommand } from "../../scripts/setup/command.mjs";

const shim = path.resolve(import.meta.dirname, "../../scripts/editor/codeShim.mjs");

/** An extension host that dies is reported by the workbench as exit code 0: the stand-in has to notice it. */
describe.skipIf(!findCodeServer())("the stand-in for the `code` executable", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "ponder-false-green-"));
    mkdirSync(path.join(folder, "extension"));
    const manifest = { name: "empty", publisher: "test", version: "0.0.0", engines: { vscode: "*" } };
    writeFileSync(path.join(folder, "extension/package.json"), JSON.stringify(manifest));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ["tests that pass", "return Promise.resolve();", 0],
    ["a test that fails", "return Promise.reject(new Error('no'));", 1],
    ["an extension host that ends with 0", "process.exit(0);", 71],
    ["an extension host that is killed", "process.kill(process.pid, 'SIGKILL'); return new Promise(() => {});", 71],
  ])("%s", async (_what, body, code) => {
    const tests = path.join(folder, "tests.cjs");
    writeFileSync(tests, `exports.run = () => { ${body} };`);
    const result = await runCommand(process.execPath, [
      shim,
      folder,
      `--extensionDevelopmentPath=${path.join(folder, "extension")}`,
      `--extensionTestsPath=${tests}`,
    ]);
    expect(result.code, result.output).toBe(code);
    // What a run that is not green leaves behind is for people.
    const logs = /logs are kept in (\S+)/.exec(result.output)?.[1];
    if (logs) rmSync(logs, { recursive: true });
  });
});
