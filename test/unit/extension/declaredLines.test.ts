import { describe, expect, it } from "vitest";
import { declaredLines } from "../../../extension/completion/declaredLines.js";

const code = `import a from "a";

export function sum(
  one: number,
  two: number,
): number {
  return one + two;
}

const x = 1;
def run(self):
    return 1

    # more
class A:
`;

describe("the first lines of a declaration", () => {
  it("are those that the language support says", () => {
    expect(declaredLines(code, 2, 7)).toEqual(code.split("\n").slice(2, 8));
    expect(declaredLines(code, 2, 4)).toHaveLength(3);
  });

  it("are found by their indentation where only the name is known", () => {
    expect(declaredLines(code, 9, 9)).toEqual(["const x = 1;"]);
    expect(declaredLines(code, 10, 10)).toEqual(["def run(self):", "    return 1", "", "    # more"]);
    expect(declaredLines("  fn a() {\r\n    1\r\n  }\r\n  fn b() {}", 0, 0)).toEqual(["  fn a() {", "    1", "  }"]);
    expect(declaredLines("begin x\n  y\nend\n", 0, 0)).toEqual(["begin x", "  y", "end"]);
  });

  it("are no more than forty, and none behind the end of the file", () => {
    expect(declaredLines("a\n".repeat(100), 10, 99)).toHaveLength(40);
    expect(declaredLines(code, 500, 501)).toEqual([]);
    expect(declaredLines("\n\n\n", 1, 1)).toEqual([]);
  });
});
