import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { expect, onTestFinished, test, vi } from "vitest";
import { remarksOn, runStages, whatIsWrong } from "../../../scripts/setup/tiers.mjs";

const command: [string, string[]] = ["node", []];
const tests = { name: "unit", command, results: "unit.json" };
const check = { name: "lint", command };

test.each([
  ["all passed", tests, 0, { passed: 3, failed: 0 }, undefined],
  ["one failed", tests, 1, { passed: 3, failed: 1 }, /FAILED/],
  ["one failed, though it ended with 0", tests, 0, { passed: 3, failed: 1 }, /FAILED/],
  ["all passed, but it ended with an error", tests, 1, { passed: 3, failed: 0 }, /exit code 1/],
  ["no test ran", tests, 0, { passed: 0, failed: 0 }, /no test ran/],
  ["it ended before its tests did", tests, 0, undefined, /no results/],
  ["a check without tests passed", check, 0, { passed: 0, failed: 0 }, undefined],
  ["a check without tests failed", check, 2, { passed: 0, failed: 0 }, /exit code 2/],
])("npm test: %s", (_what, tier, code, counts, wanted) => {
  const problem = whatIsWrong(tier, code, counts);
  if (wanted) expect(problem).toMatch(wanted);
  else expect(problem).toBeUndefined();
});

test("npm test: runs tiers beside each other, and fails when any of them does", async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), "ponder-tiers-"));
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => {
    write.mockRestore();
    rmSync(root, { recursive: true });
  });
  const node = (name: string, script: string) => ({
    name,
    command: [process.execPath, ["-e", script]] as [string, string[]],
  });
  // Each waits until the other one runs.
  const meet = (own: string, other: string) =>
    `fs.writeFileSync("${own}", ""); setInterval(() => fs.existsSync("${other}") && process.exit(), 10)`;
  const together = { tiers: [node("server", meet("a", "b"))], beside: [node("lint", meet("b", "a"))] };
  expect(await runStages([together], root)).toBe(0);

  const beside = [node("unit", 'console.log("why"); process.exitCode = 3'), node("panel", "")];
  expect(
    await runStages(
      [
        { tiers: [node("host", "")], beside },
        { tiers: [node("e2e", "")], beside: [] },
      ],
      root,
    ),
  ).toBe(1);
  const said = write.mock.calls.map(([text]) => String(text)).join("");
  expect(said).toMatch(/── unit ─+\nwhy\n/);
  expect(said).toMatch(
    /unit +\d+ s {2}FAILED \(exit code 3\)\npanel +\d+ s {2}ok\nhost +\d+ s {2}ok\ne2e +\d+ s {2}ok\n/,
  );
});

test("npm test: names at its end what failed, and what passed at the second try only", () => {
  expect(
    remarksOn(tests, {
      passed: 1,
      failed: 1,
      failures: ["a.test.ts > adds: 1 is not 2"],
      secondTries: ["b.test.ts > waits"],
    }),
  ).toEqual(["✗ unit: a.test.ts > adds: 1 is not 2", "↻ unit: passed at the second try only: b.test.ts > waits"]);
  expect(remarksOn(tests, { passed: 1, failed: 0 })).toEqual([]);
  expect(remarksOn(tests, undefined)).toEqual([]);
});
