import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectedText, plantedMistakes } from "../../../scripts/demo/plantedMistakes.js";
import { ponder } from "../../support/ponder.js";

/** What the README of examples/ promises, with the demo model. */
describe("examples/", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "ponder-examples-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(plantedMistakes())("the mistake in $name is put right", async (mistake) => {
    const workspace = path.join(folder, mistake.name);
    cpSync(path.resolve(import.meta.dirname, "../../../examples"), workspace, { recursive: true });
    const target = `${mistake.file}:${mistake.line}`;
    const run = await ponder(["fix", target, "--apply"], { cwd: workspace });
    expect(run.stderr).toContain(mistake.name);
    expect(run.code).toBe(0);
    expect(readFileSync(path.join(workspace, mistake.file), "utf8")).toBe(expectedText(mistake));
  });
});
