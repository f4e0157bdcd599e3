import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { checkProof, wrapTests } from "../../../scripts/editor/proof.mjs";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "ponder-proof-"));
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Runs a test module as the extension host does. @returns the exit code, whatever the workbench reports. */
async function run(name: string, body: string, reported: number): Promise<number> {
  // Modules are loaded once for each path.
  const own = mkdtempSync(path.join(folder, name));
  const tests = path.join(own, "tests.cjs");
  const proof = path.join(own, "proof.json");
  writeFileSync(tests, `exports.run = () => { ${body} };`);
  const wrapped = createRequire(import.meta.url)(wrapTests(tests, own, proof)) as { run(): Promise<void> };
  // One that never ends is an extension host that died meanwhile.
  const ended = wrapped.run().catch(() => undefined);
  await Promise.race([ended, ...(name === "died" ? [Promise.resolve()] : [])]);
  return checkProof(proof, reported);
}

test.each([
  ["passed", "return Promise.resolve();", 0, 0],
  ["passed", "return Promise.resolve();", 3, 3],
  ["failed", "return Promise.reject(new Error('no'));", 1, 1],
  ["failed", "return Promise.reject(new Error('no'));", 0, 1],
  ["threw", "throw new Error('no');", 0, 1],
  ["died", "return new Promise(() => {});", 0, 71],
  ["died", "return new Promise(() => {});", 1, 71],
])("tests that %s", async (name, body, reported, code) => {
  expect(await run(name, body, reported)).toBe(code);
});
