import { afterAll, describe, expect, it } from "vitest";
import { allCases } from "../../../benchmarks/edits/cases/allCases.js";
import { filesOf, runCase, type EditCase } from "../../../benchmarks/edits/cases/editCase.js";
import { failure } from "../../support/failure.js";

const tables = Object.entries(allCases);
const count = tables.reduce((sum, [, cases]) => sum + cases.length, 0);
/** Blanks at the ends of new lines are the model's, and no subject of the tables. */
const trailing = (text: string) => text.replace(/[ \t]+(?=[\r\n]|$)/g, "");

afterAll(() => console.log(`${String(count)} cases of the edit engine in ${String(tables.length)} tables`));

it("the tables have at least 300 cases, and no name twice", () => {
  expect(count).toBeGreaterThanOrEqual(300);
  const names = tables.flatMap(([table, cases]) => cases.map(({ name }) => `${table}: ${name}`));
  expect(new Set(names).size).toBe(names.length);
});

describe.each(tables)("%s", (_, cases) => {
  it.each(cases)("$name", (test: EditCase) => {
    const { before, after, error, says, failures = [] } = test;
    if (error !== undefined) {
      expect(() => runCase(test)).toThrow(failure(error));
      if (says !== undefined) expect(() => runCase(test)).toThrow(says);
      return;
    }
    const files = filesOf(before);
    const result = runCase(test);
    const wanted = typeof after === "string" ? { ...files, ...filesOf(after) } : after;
    expect(mapped(result.after, trailing)).toEqual(mapped(wanted ?? {}, trailing));
    expect((result.proposal.failures ?? []).map(({ code }) => code)).toEqual(failures);
    for (const { hunks, kind } of result.proposal.files) {
      expect(hunks.length).toBeGreaterThan(0);
      for (const { oldText, newText } of hunks) expect(newText).not.toBe(oldText);
      if (kind === "create") expect(hunks).toHaveLength(1);
    }
  });
});

function mapped(files: Readonly<Record<string, string>>, change: (text: string) => string) {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text)]));
}
