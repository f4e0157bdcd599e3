import { describe, expect, it } from "vitest";
import type { CompletionLines } from "../../../../language-server/completion/completionLines.js";
import { cursorContext } from "../../../../language-server/completion/cursorContext.js";
import { completionEnd } from "../../../../language-server/completion/stop/completionEnd.js";

const contextOf = (marked: string, languageId: string) =>
  cursorContext({
    uri: "file:///a",
    languageId,
    version: 1,
    text: marked.replace("▮", ""),
    offset: marked.indexOf("▮"),
  });

/** Streams a text letter by letter: what is kept, and after how many letters that was known; undefined: at the end. */
function stream(languageId: string, lines: CompletionLines, marked: string, text: string) {
  const end = completionEnd(contextOf(marked, languageId), lines);
  for (let length = 1; length <= text.length; length++) {
    const keep = end(text.slice(0, length), false);
    if (keep !== undefined) return { kept: text.slice(0, keep), after: length };
  }
  const keep = end(text, true);
  return { kept: text.slice(0, keep), after: undefined };
}

describe("completionEnd, one line", () => {
  it.each([
    ["a = ▮", "1;\nb", "1;"],
    ["a = ▮", "1;\r\nb", "1;"],
    ["a = ▮", "1;", "1;"],
    ["a = ▮", "\nb = 2;\n", ""],
    ["{\n  ▮\n}", "\n  a();\nb", "\n  a();"],
    ["▮", "", ""],
  ])("%j, %j: %j", (marked, text, kept) => {
    expect(stream("typescript", "single", marked, text).kept).toBe(kept);
  });

  it("is known with the line end, not later", () => {
    expect(stream("typescript", "single", "▮", "abc\ndef").after).toBe(4);
  });

  it("stays as it was said", () => {
    const end = completionEnd(contextOf("▮", "typescript"), "single");
    expect(end("a\n", false)).toBe(1);
    expect(end("a\nb\n", false)).toBe(1);
    expect(end("a\nb\n", true)).toBe(1);
  });
});

describe("completionEnd, several lines", () => {
  it.each<[why: string, languageId: string, marked: string, text: string, kept: string]>([
    ["the block is closed", "typescript", "f() {▮", "\n  a();\n}\nb();\n", "\n  a();\n}"],
    ["the block is closed with more", "typescript", "f(() => {▮", "\n  a();\n});\nb();\n", "\n  a();\n});"],
    [
      "inner blocks are not the end",
      "go",
      "func f() {▮",
      "\n\tif a {\n\t\tb()\n\t}\n\tc()\n}\nd\n",
      "\n\tif a {\n\t\tb()\n\t}\n\tc()\n}",
    ],
    ["an else goes on", "java", "if (a) {▮", "\n  b();\n} else {\n  c();\n}\nd();\n", "\n  b();\n} else {\n  c();\n}"],
    ["less indentation", "python", "def f():\n    ▮", "a()\n    b()\nc()\n", "a()\n    b()"],
    ["the same indentation as the head", "python", "def f():▮", "\n    a()\nb()\n", "\n    a()"],
    ["an else of Python goes on", "python", "if a:▮", "\n    b()\nelse:\n    c()\nd()\n", "\n    b()\nelse:\n    c()"],
    ["a blank line", "rust", "fn f() {\n    ▮\n}", "a();\n    b();\n\n    c();\n", "a();\n    b();"],
    ["the line that follows", "c", "{\n  ▮\n  return a;\n}", "a = 1;\n  return a;\n", "a = 1;"],
    ["a line for the third time", "typescript", "{\n  ▮", "add(1);\n  add(1);\n  add(1);\n", "add(1);"],
    ["the tag is closed", "html", "<ul>▮", "\n  <li>a</li>\n</ul>\n<p>\n", "\n  <li>a</li>\n</ul>"],
    ["the words of a shell", "shellscript", "if a; then▮", "\n  b\nfi\nc\n", "\n  b\nfi"],
    ["the model is done", "typescript", "f() {▮", "\n  a();", "\n  a();"],
    ["blank lines first", "python", "def f():\n    ▮", "\n\n    a()\n\nb", "\n\n    a()"],
    [
      "lines of a string that goes on",
      "python",
      "def f():▮",
      '\n    """A.\n\nB:\n    """\n    a()\nb()\n',
      '\n    """A.\n\nB:\n    """\n    a()',
    ],
    [
      "lines of a template",
      "typescript",
      "f() {▮",
      "\n  a(`\nselect\n\n`);\n  b();\n}\nc();\n",
      "\n  a(`\nselect\n\n`);\n  b();\n}",
    ],
    ["lines of a comment", "go", "func f() {▮", "\n\t/*\n\na\n*/\n\tb()\n}\n", "\n\t/*\n\na\n*/\n\tb()\n}"],
    ["a bracket on a line of its own", "typescript", "function f()▮", "\n{\n  a();\n}\nb();\n", "\n{\n  a();\n}"],
    ["Windows line ends", "typescript", "f() {▮", "\r\n  a();\r\n}\r\nb();\r\n", "\r\n  a();\r\n}"],
  ])("%s", (_why, languageId, marked, text, kept) => {
    expect(stream(languageId, "multi", marked, text).kept).toBe(kept);
  });

  it("ends after 16 lines", () => {
    const text = Array.from({ length: 40 }, (_, index) => `step${String(index)}();\n  `).join("");
    expect(stream("typescript", "multi", "{\n  ▮", text).kept.split("\n")).toHaveLength(16);
  });

  it("looks at each letter once, however long the text", () => {
    let reads = 0;
    const counted = (text: string) =>
      new Proxy(Object(text) as object, {
        get: (target, key) => {
          const value = Reflect.get(target, key) as unknown;
          if (key === "indexOf")
            return (what: string, from: number) => {
              const found = text.indexOf(what, from);
              reads += (found < 0 ? text.length : found) - from;
              return found;
            };
          return typeof value === "function" ? (value.bind(text) as unknown) : value;
        },
      }) as unknown as string;
    const end = completionEnd(contextOf("{\n  ▮", "typescript"), "multi");
    const line = "a".repeat(30);
    let text = "";
    for (let index = 0; index < 15; index++) {
      text += `${line}${String(index)}\n  `;
      expect(end(counted(text), false)).toBeUndefined();
    }
    expect(reads).toBeLessThan(text.length * 2);
  });
});
