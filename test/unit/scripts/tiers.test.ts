import { expect, test } from "vitest";
import { remarksOn, whatIsWrong } from "../../../scripts/setup/tiers.mjs";

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
