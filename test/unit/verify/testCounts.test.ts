import { describe, expect, it } from "vitest";
import { testCounts } from "../../../language-server/verify/tests/testCounts.js";

describe("the counts in a test program's output", () => {
  it.each([
    [
      "Vitest",
      " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 11 passed (12)\n   Start at  10:00:00\n",
      11,
      12,
    ],
    ["Vitest, all well", " Test Files  3 passed (3)\n      Tests  12 passed (12)\n", 12, 12],
    ["Vitest, skipped", "      Tests  5 passed | 1 skipped (6)\n", 5, 5],
    ["Jest", "Test Suites: 1 failed, 1 total\nTests:       1 failed, 2 skipped, 9 passed, 12 total\n", 9, 10],
    ["Jest, none passed", "Tests:       4 failed, 4 total\n", 0, 4],
    ["node:test", "# tests 12\n# suites 0\n# pass 11\n# fail 1\n# cancelled 0\n", 11, 12],
    ["node:test, spec", "ℹ tests 3\nℹ pass 3\nℹ fail 0\n", 3, 3],
    ["Mocha", "\n  11 passing (5ms)\n  1 failing\n", 11, 12],
    ["pytest", "FAILED a.py::b\n========= 1 failed, 11 passed, 1 warning in 0.12s =========\n", 11, 12],
    ["pytest -q", "11 passed in 0.03s\n", 11, 11],
    ["pytest, none passed", "==== 2 failed in 0.05s ====\n", 0, 2],
    ["unittest", "Ran 12 tests in 0.001s\n\nFAILED (failures=1)\n", 11, 12],
    ["unittest, all well", "Ran 12 tests in 0.001s\n\nOK\n", 12, 12],
    ["cargo", "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; finished in 0.00s\n", 3, 3],
    ["Windows line ends", "# pass 2\r\n# fail 0\r\n", 2, 2],
  ])("of %s", (_, output, passed, total) => {
    expect(testCounts(output)).toEqual({ passed, total });
  });

  it("are not guessed", () => {
    expect(testCounts("Compiled 12 files.\nAll passed!\n")).toBeUndefined();
    expect(testCounts("")).toBeUndefined();
  });
});
