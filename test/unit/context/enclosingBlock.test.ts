import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { enclosingBlock } from "../../../language-server/context/enclosingBlock.js";

interface Case {
  readonly name: string;
  readonly language: string;
  /** `▶` begins the expected block, `◀` ends it, `▮` is where the cursor stands; each is taken out of the text. */
  readonly text: string;
  readonly block: string | undefined;
}

const long = Array.from({ length: 50 }, (_, index) => `  step(${String(index)});`).join("\n");

const cases: readonly Case[] = [
  {
    name: "function",
    language: "typescript",
    text: "const a = 1;\n\n▶function f(x: number) {\n  ▮return x;\n}◀\n\nf(1);",
    block: "f",
  },
  {
    name: "exported async function, cursor in its head",
    language: "typescript",
    text: "▶export async function f▮(x) {\n  return x;\n}◀\nf(1);",
    block: "f",
  },
  {
    name: "cursor on the closing brace",
    language: "javascript",
    text: "▶function f() {\n  g();\n▮}◀\n\ng();",
    block: "f",
  },
  {
    name: "head over several lines",
    language: "typescript",
    text: "x();\n▶export function f(\n  a: string,\n  b: string,\n): string {\n  return a + ▮b;\n}◀\ny();",
    block: "f",
  },
  {
    name: "cursor in a head over several lines",
    language: "typescript",
    text: "▶function f(\n  a▮: string,\n): string {\n  return a;\n}◀",
    block: "f",
  },
  { name: "arrow function", language: "typescript", text: "▶const f = (a) => {\n  ▮return a;\n};◀\nf(1);", block: "f" },
  {
    name: "typed arrow function",
    language: "typescript",
    text: "▶const f: F = async (a: A): B => {\n  ▮g();\n};◀",
    block: "f",
  },
  {
    name: "generic arrow function",
    language: "typescript",
    text: "▶const f = <T,>(a: T) => {\n  ▮g();\n};◀",
    block: "f",
  },
  {
    name: "arrow function on one line",
    language: "typescript",
    text: "▶const f = (a) => a ▮+ 1;◀\nconst b = 2;",
    block: "f",
  },
  {
    name: "arrow function, body below",
    language: "javascript",
    text: "▶const f = (a) =>\n  a ▮* 2;◀\nf(2);",
    block: "f",
  },
  {
    name: "function expression",
    language: "javascript",
    text: "▶exports.f = 1,\nf = function (a) {\n  ▮return a;\n}◀".replace("▶exports.f = 1,\n", "▶"),
    block: "f",
  },
  {
    name: "small class as a whole",
    language: "typescript",
    text: "▶class Counter {\n  count = 0;\n\n  add() {\n    ▮this.count++;\n  }\n\n  get() {\n    return this.count;\n  }\n}◀",
    block: "Counter",
  },
  {
    name: "method of a large class",
    language: "typescript",
    text: `class Big {\n▶  add(n: number): void {\n    ▮this.n += n;\n  }◀\n\n  rest() {\n${long}\n  }\n}`,
    block: "add",
  },
  {
    name: "private async method with modifiers",
    language: "typescript",
    text: `class Big {\n▶  private static async #add(n) {\n    ▮n();\n  }◀\n${long}\n}`,
    block: "#add",
  },
  {
    name: "callback belongs to its function",
    language: "javascript",
    text: "▶function f(items) {\n  items.forEach((item) => {\n    ▮g(item);\n  });\n}◀",
    block: "f",
  },
  {
    name: "if and loop are no functions",
    language: "javascript",
    text: "▶function f(a) {\n  if (a) {\n    for (const b of a) {\n      ▮g(b);\n    }\n  } else if (c(a)) {\n    h();\n  }\n}◀",
    block: "f",
  },
  {
    name: "closing brace is missing",
    language: "javascript",
    text: "▶function f(a) {\n  if (a) {\n    ▮g();\n  return 1;◀\n\nfunction h() {}",
    block: "f",
  },
  {
    name: "closing brace is missing at the end of the file",
    language: "javascript",
    text: "▶function f(a) {\n  ▮return 1;◀\n",
    block: "f",
  },
  {
    name: "opening brace is missing",
    language: "javascript",
    text: "▶function f(a)\n  ▮return 1;\n}◀\n\nh();",
    block: "f",
  },
  {
    name: "parenthesis is missing",
    language: "typescript",
    text: "▶function f(a: string {\n  ▮return 1;\n}◀\n\nh();",
    block: "f",
  },
  {
    name: "Allman braces",
    language: "csharp",
    text: "class Big\n{\n▶    public int Add(int a)\n    {\n        ▮return a;\n    }◀\n".concat(
      long.replaceAll("  ", "    "),
      "\n}",
    ),
    block: "Add",
  },
  {
    name: "C",
    language: "c",
    text: "int g;\n\n▶static char *copy(const char *from) {\n  ▮return from;\n}◀\n",
    block: "copy",
  },
  { name: "Go", language: "go", text: "▶func Sum(a []int) int {\n\t▮return 0\n}◀\n", block: "Sum" },
  { name: "Go method", language: "go", text: "▶func (s *Set) Add(a int) {\n\t▮s.n++\n}◀\n", block: "Add" },
  { name: "Rust", language: "rust", text: "▶pub fn sum(a: &[i32]) -> i32 {\n    ▮0\n}◀\n", block: "sum" },
  {
    name: "Java method",
    language: "java",
    text: `class Big {\n▶  public static <T> List<T> copy(List<T> a) {\n    ▮return a;\n  }◀\n${long}\n}`,
    block: "copy",
  },
  {
    name: "nested function in a large one",
    language: "javascript",
    text: `function big() {\n▶  function small() {\n    ▮g();\n  }◀\n${long}\n}`,
    block: "small",
  },
  { name: "blank line inside", language: "javascript", text: "▶function f() {\n  g();\n▮\n  h();\n}◀", block: "f" },
  {
    name: "comment above",
    language: "typescript",
    text: "g();\n\n/**\n * ▮What it does.\n */\n▶function f() {\n  h();\n}◀",
    block: "f",
  },
  { name: "tabs", language: "javascript", text: "▶function f() {\n\tif (a) {\n\t\t▮g();\n\t}\n}◀\ng();", block: "f" },
  {
    name: "test block is no function",
    language: "typescript",
    text: "▶describe('x', () => {\n  ▮it('y');\n});◀\n\nz();",
    block: undefined,
  },
  { name: "top level", language: "javascript", text: "a();\n\n▶b();\n▮c();◀\n\nd();", block: undefined },
  {
    name: "object at top level",
    language: "javascript",
    text: "a();\n\n▶const o = {\n  x: 1,\n\n  y: ▮2,\n};◀\n\nd();",
    block: undefined,
  },
  {
    name: "Python function",
    language: "python",
    text: "import os\n\n▶def f(a):\n    if a:\n        ▮return 1\n    return 2◀\n\n\nprint(f(1))\n",
    block: "f",
  },
  { name: "Python, cursor in the head", language: "python", text: "▶def f▮(a):\n    return 1◀\nf(2)", block: "f" },
  { name: "Python async function", language: "python", text: "▶async def f(a):\n    ▮await g()◀\n\nf(2)", block: "f" },
  {
    name: "Python decorators",
    language: "python",
    text: "x = 1\n\n▶@cache\n@other(1)\ndef f(a):\n    ▮return 1◀\n",
    block: "f",
  },
  {
    name: "Python, cursor on a decorator",
    language: "python",
    text: "▶@cac▮he\ndef f(a):\n    return 1◀\n",
    block: "f",
  },
  {
    name: "Python head over several lines",
    language: "python",
    text: "▶def f(\n    a,\n    b,\n) -> int:\n    ▮return a◀\n\nf(1)",
    block: "f",
  },
  {
    name: "Python nested function",
    language: "python",
    text: "▶def f(a):\n    def g():\n        ▮return a\n\n    return g◀\n",
    block: "f",
  },
  {
    name: "Python small class",
    language: "python",
    text: "▶class C:\n    def __init__(self):\n        self.n = 0\n\n    def get(self):\n        ▮return self.n◀\n\nC()",
    block: "C",
  },
  { name: "Python colon missing", language: "python", text: "▶def f(a)\n    ▮return 1◀\n\nf(1)", block: "f" },
  { name: "Python parenthesis missing", language: "python", text: "▶def f(a:\n    ▮return 1◀\n\nf(1)", block: "f" },
  {
    name: "Python, blank lines inside",
    language: "python",
    text: "▶def f(a):\n    b = 1\n\n\n    ▮return b◀\n\n\ndef g():\n    pass",
    block: "f",
  },
  {
    name: "Python top level",
    language: "python",
    text: "import a\n\n▶for b in a:\n    ▮print(b)◀\n\nc()",
    block: undefined,
  },
  { name: "one line", language: "plaintext", text: "▶▮hello◀", block: undefined },
];

function parse(text: string) {
  const clean = text.replace(/[▶◀▮]/g, "");
  const lineAt = (mark: string) => text.slice(0, text.indexOf(mark)).split("\n").length - 1;
  return { lines: clean.split("\n"), start: lineAt("▶"), end: lineAt("◀"), cursor: lineAt("▮") };
}

describe("enclosingBlock", () => {
  it.each(cases)("finds: $name", ({ language, text, block }) => {
    const { lines, start, end, cursor } = parse(text);
    expect(enclosingBlock(lines, cursor, language)).toEqual({
      start,
      end,
      ...(block === undefined ? {} : { name: block }),
    });
  });

  it("answers for every line of every kind of text", () => {
    for (const text of ["", "\n\n", "}\n}\n", "  x\n y\n", "function f() {", "@a", "//"])
      for (let line = 0; line < text.split("\n").length; line++) {
        const lines = text.split("\n");
        const block = enclosingBlock(lines, line, "typescript");
        expect(block.start).toBeGreaterThanOrEqual(0);
        expect(block.end).toBeGreaterThanOrEqual(block.start);
        expect(block.end).toBeLessThan(lines.length);
      }
  });

  it("takes the whole of every function that the demo model was asked about, broken as it is", () => {
    const file = path.join(import.meta.dirname, "../../fixtures/reliable.jsonl");
    const rows = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((row) => JSON.parse(row) as Record<string, string>);
    const languages: Record<string, string> = { py: "python", ts: "typescript", js: "javascript" };
    const missed = rows
      .filter((row) => row.task === "fix")
      .filter(({ before = "", lang = "", name }) => {
        const lines = before.split("\n");
        const block = enclosingBlock(lines, Math.min(1, lines.length - 1), languages[lang] ?? "");
        return block.start !== 0 || block.end !== lines.length - 1 || block.name !== name;
      });
    expect(missed.map(({ name }) => name)).toEqual([]);
  });
});
