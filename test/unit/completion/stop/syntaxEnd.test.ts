import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cursorContext } from "../../../../language-server/completion/cursorContext.js";
import { completionEnd } from "../../../../language-server/completion/stop/completionEnd.js";
import { SyntaxTrees } from "../../../../language-server/completion/syntax/syntaxTrees.js";
import { grammarFolder } from "../../../../scripts/grammars.js";

const problems: string[] = [];
const trees = new SyntaxTrees({ folder: grammarFolder, failed: (problem) => problems.push(problem) });

beforeAll(async () => {
  for (const language of ["typescript", "python", "go", "java", "rust", "css"]) await trees.load(language);
});
afterAll(() => {
  trees.dispose();
  expect(problems).toEqual([]);
});

/** Streams a text line by line. @returns what is kept, with the parser and without. */
function kept(languageId: string, marked: string, text: string): readonly [withTree: string, without: string] {
  const offset = marked.indexOf("▮");
  const place = { uri: `file:///${languageId}`, languageId, version: 1, text: marked.replace("▮", ""), offset };
  const syntax = trees.of(place);
  syntax.place();
  const stream = (context: ReturnType<typeof cursorContext>): string => {
    const end = completionEnd(context, "multi");
    for (let length = 1; length <= text.length; length++) {
      const keep = end(text.slice(0, length), false);
      if (keep !== undefined) return text.slice(0, keep);
    }
    return text.slice(0, end(text, true));
  };
  return [stream(cursorContext(place, syntax)), stream(cursorContext(place))];
}

describe("the parser sees where a completion ends, where brackets and indentation do not", () => {
  it.each<[why: string, languageId: string, marked: string, text: string, kept: string]>([
    [
      "cases at the depth of their switch",
      "typescript",
      "switch (a) {▮}\nrest();\n",
      "\ncase 1:\n  b();\n  break;\ndefault:\n  c();\n}\nd();\n",
      "\ncase 1:\n  b();\n  break;\ndefault:\n  c();\n}",
    ],
    [
      "cases in Go, with the bracket not there yet",
      "go",
      "package a\n\nfunc f() {\n\tswitch a {▮\n}\n",
      "\n\tcase 1:\n\t\tb()\n\tdefault:\n\t\tc()\n\t}\n\td()\n\te()\n",
      "\n\tcase 1:\n\t\tb()\n\tdefault:\n\t\tc()\n\t}",
    ],
    [
      "a block on one line",
      "java",
      "class A {\n  void f() {\n    if (a) {▮\n  }\n}\n",
      " return; }\n    b();\n    c();\n",
      " return; }",
    ],
    [
      "a statement without brackets",
      "typescript",
      "function f() {\n  if (a)▮\n}\n",
      "\n    return b(\n      1,\n    );\n    c();\n",
      "\n    return b(\n      1,\n    );",
    ],
    [
      "a bracket on a line of its own",
      "java",
      "class A {\n  void f()▮\n}\n",
      "\n  {\n    a();\n  }\n  void g() {\n  }\n",
      "\n  {\n    a();\n  }",
    ],
  ])("%s", (_why, languageId, marked, text, expected) => {
    const [withTree, without] = kept(languageId, marked, text);
    expect(withTree).toBe(expected);
    expect(without).not.toBe(expected);
  });

  it.each<[why: string, languageId: string, marked: string, text: string, kept: string]>([
    ["a function", "typescript", "function f() {▮}\n", "\n  a();\n}\nb();\n", "\n  a();\n}"],
    ["a call with a body", "typescript", "f(() => {▮})\n", "\n  a();\n});\nb();\n", "\n  a();\n});"],
    ["no bracket there", "rust", "fn f() {▮\n\nfn g() {}\n", "\n    a();\n}\nb();\n", "\n    a();\n}"],
    ["else goes on", "python", "if a:▮\n", "\n    b()\nelse:\n    c()\nd()\n", "\n    b()\nelse:\n    c()"],
    [
      "else goes on",
      "go",
      "package a\n\nfunc f() {\n\tif a {▮\n}\n",
      "\n\t\tb()\n\t} else {\n\t\tc()\n\t}\n\td()\n",
      "\n\t\tb()\n\t} else {\n\t\tc()\n\t}",
    ],
    ["a rule of a sheet", "css", "a {▮}\n", "\n  b: c;\n}\n\nd {\n}\n", "\n  b: c;\n}"],
    ["the bracket is forgotten", "typescript", "function f() {▮}\n", "\n  a();\nb();\n", "\n  a();"],
    ["the block around an empty line", "typescript", "function f() {\n  ▮\n}\n", "a();\n}\nb();\n", "a();"],
  ])("%s: as without it", (_why, languageId, marked, text, expected) => {
    expect(kept(languageId, marked, text)).toEqual([expected, expected]);
  });

  it("leaves the tree of the document as it is", () => {
    const text = "function f() {}\n";
    const place = { uri: "file:///same.ts", languageId: "typescript", version: 1, text, offset: 14 };
    const before = trees.of(place).place();
    expect(trees.of(place).written("\n  a();\n}", 8)).toEqual({ closedAt: 9 });
    expect(trees.of(place).place()).toEqual(before);
  });
});
