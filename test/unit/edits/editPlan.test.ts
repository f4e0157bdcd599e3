import { describe, expect, it } from "vitest";
import { planEdit, planFixAll } from "../../../language-server/edits/editPlan.js";
import { PonderFailure } from "../../../protocol/errors.js";
import type { EditProposeParams } from "../../../protocol/edits.js";

const at = (line: number, character = 0, endLine = line, endCharacter = character) => ({
  start: { line, character },
  end: { line: endLine, character: endCharacter },
});
const lines = ["import x;", "", "function sum(a) {", "  return a - 1;", "}", "", "", "function other() {", "}", ""];
const plan = (wanted: Partial<EditProposeParams>, document: readonly string[] = lines) =>
  planEdit({ kind: "fix", range: at(3), problems: [], path: "a.js", ...wanted }, document, "javascript");

describe("what is asked for an edit", () => {
  it("is about the block around the caret, or the selected lines", () => {
    expect(plan({}).target).toMatchObject({ start: 2, end: 4 });
    expect(plan({ range: at(2, 0, 4, 0) }).target).toEqual({ start: 2, end: 3 });
  });

  it("names the problems of the target only, unless none stands there", () => {
    const here = { range: at(3), message: "here" };
    const far = { range: at(8), message: "far" };
    expect(plan({ problems: [here, far] }).question()).not.toContain("far");
    expect(plan({ problems: [far] }).question()).toContain("far");
  });

  it("is one question for each block with problems, in document order, when all are to be fixed", () => {
    const problems = [
      { range: at(7), message: "second" },
      { range: at(3), message: "first" },
      { range: at(4), message: "also first" },
    ];
    const made = planFixAll({ kind: "fixAll", range: at(0), problems, path: "a.js" }, lines, "javascript");
    expect(made.map(({ target: { start, end } }) => [start, end])).toEqual([
      [2, 4],
      [7, 8],
    ]);
    const [one, two] = made.map(({ question }) => question());
    expect(one).toContain("- Line 2: first");
    expect(one).toContain("- Line 3: also first");
    expect(one).not.toContain("second");
    expect(two).toContain("The problem: second");
    expect(two).not.toContain("function sum");
  });

  it("is refused where there are no problems, or no code", () => {
    const all = (problems: EditProposeParams["problems"], document: readonly string[]) =>
      planFixAll({ kind: "fixAll", range: at(0), problems, path: "a.js" }, document, "javascript");
    expect(() => all([], lines)).toThrow("no problems");
    expect(() => all([{ range: at(1), message: "x" }], ["", "", ""])).toThrow(PonderFailure);
    expect(all([{ range: at(99), message: "the file is shorter" }], lines)).toHaveLength(1);
  });

  it.each([
    ["a blank line between two functions", at(5), { start: 5, end: 5 }],
    ["selected blank lines", at(5, 0, 6, 0), { start: 5, end: 5 }],
    ["the end of the file", at(9), { start: 9, end: 9 }],
  ])("writes new code at %s", (_, range, target) => {
    const made = plan({ kind: "edit", instruction: "Add a function.", range });
    expect(made.target).toEqual(target);
    expect(made.question()).toContain(`Write the new code for line ${target.start + 1} of this file.`);
    expect(made.question()).toContain("function sum");
  });

  it("writes new code into an empty file", () => {
    expect(plan({ kind: "edit", instruction: "Add.", range: at(0) }, [""]).target).toEqual({ start: 0, end: 0 });
  });

  it("rewrites the function where the caret stands on its blank line", () => {
    const document = ["function f() {", "  a();", "", "  b();", "}"];
    expect(plan({ kind: "edit", instruction: "x", range: at(2) }, document).target).toMatchObject({ start: 0, end: 4 });
  });

  it.each([
    ["no code", { range: at(5, 0, 6, 0) }, "noProposal"],
    ["no instruction", { kind: "edit" }, "badRequest"],
    ["a blank instruction", { kind: "edit", instruction: " \n" }, "badRequest"],
  ] as const)("refuses %s", (_, wanted, code) => {
    expect(() => plan(wanted)).toThrow(expect.objectContaining({ data: expect.objectContaining({ code }) as object }));
  });
});
