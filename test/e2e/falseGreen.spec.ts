import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findCodeServer } from "../../scripts/editor/codeServer.mjs";
import { runCommand } from "../../scripts/setup/command.mjs";

const shim = path.resolve(import.meta.dirname, "../../scripts/editor/codeShim.mjs");

/** Other ends are in test/unit/scripts/proof.test.ts. */
describe.skipIf(!findCodeServer())("the stand-in for the `code` executable", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "ponder-false-green-"));
    mkdirSync(path.join(folder, "extension"));
    const manifest = { name: "empty", publisher: "test", version: "0.0.0", engines: { vscode: "*" } };
    writeFileSync(path.join(folder, "extension/package.json"), JSON.stringify(manifest));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("notices an extension host that died, which the workbench reports as exit code 0", async () => {
    const tests = path.join(folder, "tests.cjs");
    writeFileSync(tests, "exports.run = () => { process.exit(0); };");
    const result = await runCommand(process.execPath, [
      shim,
      folder,
      `--extensionDevelopmentPath=${path.join(folder, "extension")}`,
      `--extensionTestsPath=${tests}`,
    ]);
    expect(result.code, result.output).toBe(71);
    // What a run that is not green leaves behind is for people.
    const logs = /logs are kept in (\S+)/.exec(result.output)?.[1];
    if (logs) rmSync(logs, { recursive: true });
  });
});
