import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { diagnosticIn, readFixCases } from "../../../benchmarks/fixes/fixCases.js";

describe("readFixCases", () => {
  it("finds the 88 cases that the model card counts", async () => {
    const file = path.resolve(import.meta.dirname, "../../fixtures/heldout.jsonl");
    const cases = readFixCases(await readFile(file, "utf8"));
    const count = (name: string): number => cases.filter(({ task }) => task === name).length;
    expect([count("fix"), count("fix-sel"), count("fix-sr")]).toEqual([66, 14, 8]);
    expect(cases.filter(({ diagnostic }) => diagnostic)).toHaveLength(17);
    for (const { before, after } of cases) expect(before).not.toBe(after);
  });

  it("refuses a case without its code", () => {
    expect(() => readFixCases('{"task":"fix","prompt":"","lang":"ts","kind":"off","before":"a"}')).toThrow(/field/);
  });
});

describe("diagnosticIn", () => {
  it.each([
    ["Fix it.\nLine 3: ';' expected.", { message: "';' expected.", line: 3 }],
    ["line 3: error: ';' expected.", { message: "';' expected.", line: 3 }],
    ["Problem on line 5: TypeError: no", { message: "TypeError: no", line: 5 }],
    ["Problems:\n- Line 3: ';' expected.", { message: "';' expected.", line: 3 }],
    ["Diagnostics:\n- [error] '}' expected. (line 4)", { message: "'}' expected.", line: 4 }],
    ["- name 'a' is not defined (line 3, column 1)", { message: "name 'a' is not defined", line: 3 }],
    ["The editor reports: '(' was never closed", { message: "'(' was never closed" }],
    ["error TS2304: This condition will always return true.", { message: "This condition will always return true." }],
    ["']' expected.", { message: "']' expected." }],
  ])("reads %j", (prompt, diagnostic) => {
    expect(diagnosticIn(prompt)).toEqual(diagnostic);
  });

  it("does not look into the code", () => {
    expect(diagnosticIn("Fix it.\n```ts\nError: no\n```\n[file content begin]\nError: no\n[file content end]")).toBe(
      undefined,
    );
  });
});
