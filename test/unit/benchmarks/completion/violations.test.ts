import { describe, expect, it } from "vitest";
import { violations, type Violation } from "../../../../benchmarks/completion/violations.js";

const check = (marked: string, insertText: string, replaces = 0, languageId = "typescript") =>
  violations(
    { uri: "file:///a", languageId, version: 1, text: marked.replace("▮", ""), offset: marked.indexOf("▮") },
    { insertText, replaces },
  );

describe("violations", () => {
  it.each<[string, string, number, readonly Violation[]]>([
    ["f(▮)", "a", 0, []],
    ["f(▮)", "a)", 1, []],
    ["f(▮)", "g()", 0, []],
    ["f(▮)", "a)", 0, ["unbalances"]],
    ["f(▮)", "() => {", 1, ["unbalances"]],
    ["f(▮)", "() => {}", 0, []],
    ["{\n  if (▮)\n  }\n", "a) {\n    b();", 1, []],
    ["{\n  if (▮)\n}\n", "a) {\n    b();", 1, ["unbalances"]],
    ["f('▮')", "a', () => {')", 2, ["unbalances"]],
    ["f('▮')", "a')", 2, []],
    ["f('▮')", "a'", 0, ["unbalances"]],
    ["f(▮", "a, (b", 0, []],
    ["f(▮);", "a);", 2, []],
    ["f(▮);", "a);", 0, ["repeatsLine", "unbalances"]],
    ["if (▮) {", "g(a) {", 0, ["repeatsLine", "unbalances"]],
    ["for (let i = 0; ▮i++) {", "i < n; i++) {", 0, ["repeatsLine"]],
    ["▮\nreturn value;", "return value;", 0, ["repeatsBelow"]],
    ["{\n  ▮\n}", "a();\n}", 0, ["repeatsBelow"]],
    ["{\n  {\n    ▮\n}", "a();\n  }", 0, []],
    ["▮\na();\nb();", "a();\nb();", 0, ["repeatsBelow"]],
    ["▮", "a<|fim_pad|>", 0, ["controlToken"]],
    ["▮", "a ", 0, ["trailingSpace"]],
    ["▮b", "a ", 0, []],
    ["▮", "a \nb", 0, ["trailingSpace"]],
  ])("%s + %s (replaces %i): %s", (marked, insertText, replaces, expected) => {
    expect(check(marked, insertText, replaces)).toEqual(expected);
  });

  it("says nothing of brackets in prose", () => {
    expect(check("a (▮)", ":-)", 0, "markdown")).toEqual([]);
  });
});
