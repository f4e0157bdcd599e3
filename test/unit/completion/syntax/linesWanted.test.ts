import { describe, expect, it } from "vitest";
import { cursorContext } from "../../../../language-server/completion/cursorContext.js";
import { linesWanted } from "../../../../language-server/completion/syntax/linesWanted.js";

describe("linesWanted without a parser", () => {
  it.each([
    ["typescript", "function f() {▮", "multi"],
    ["typescript", "function f(a: string): void ▮", "multi"],
    ["typescript", "if (a) ▮", "multi"],
    ["typescript", "run(() => {▮});", "multi"],
    ["typescript", "const f = () =>▮", "multi"],
    ["typescript", "function f() {\n  ▮\n}", "multi"],
    ["typescript", "function f() {\n  a();\n  ▮\n}", "multi"],
    ["typescript", "const a = ▮", "single"],
    ["typescript", "const a = ▮;", "single"],
    ["typescript", "f(▮)", "single"],
    ["typescript", "return a.▮", "single"],
    ["typescript", "function f() { ▮return a; }", "single"],
    ["typescript", "▮", "single"],
    ["typescript", "a();\n▮\nb();", "single"],
    ["typescript", "  // text\n  // ▮", "single"],
    ["typescript", "/**\n * ▮\n */", "single"],
    ["typescript", '{\n  f("▮', "single"],
    ["python", "def f():▮", "multi"],
    ["python", "def f():\n    ▮", "multi"],
    ["python", "if a:  # text▮", "single"],
    ["python", "x = ▮", "single"],
    ["python", "# text▮", "single"],
    ["go", "func f() error {▮", "multi"],
    ["go", "\tx := ▮", "single"],
    ["rust", "fn f() -> i32 {▮", "multi"],
    ["java", "class A {\n    ▮\n}", "multi"],
    ["c", "int main(void) {▮", "multi"],
    ["html", "<ul>▮", "multi"],
    ["html", "<br/>▮", "single"],
    ["css", "a {▮", "multi"],
    ["json", '{ "a": ▮ }', "single"],
    ["yaml", "on:▮", "multi"],
    ["shellscript", "if [ -f a ]; then▮", "multi"],
    ["shellscript", "echo ▮", "single"],
    ["markdown", "Text\n\n▮", "single"],
  ])("%s: %j: %s", (languageId, marked, expected) => {
    const place = {
      uri: "file:///a",
      languageId,
      version: 1,
      text: marked.replace("▮", ""),
      offset: marked.indexOf("▮"),
    };
    expect(linesWanted(cursorContext(place))).toBe(expected);
  });
});
