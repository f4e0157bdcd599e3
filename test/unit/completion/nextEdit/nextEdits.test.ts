import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NextEdits } from "../../../../language-server/completion/nextEdit/nextEdits.js";
import { SyntaxTrees } from "../../../../language-server/completion/syntax/syntaxTrees.js";
import { grammarFolder } from "../../../../scripts/grammars.js";

const problems: string[] = [];
const trees = new SyntaxTrees({ folder: grammarFolder, failed: (problem) => problems.push(problem), now: () => 0 });

beforeAll(async () => {
  for (const language of ["typescript", "javascript", "python", "go", "rust", "java"]) await trees.load(language);
});
afterAll(() => {
  trees.dispose();
  expect(problems).toEqual([]);
});

let opened = 0;

/** A document that is edited, as its text says: `«old|new»` is replaced, letter by letter. */
class Edited {
  readonly edits = new NextEdits(trees);
  readonly uri = `file:///${String(++opened)}`;
  text: string;
  caret = 0;

  constructor(
    marked: string,
    readonly languageId: string,
  ) {
    this.text = marked.replace(/«([^|]*)\|[^»]*»/, "$1");
    this.edits.opened(this.document);
    const [, old = "", now = ""] = /«([^|]*)\|([^»]*)»/.exec(marked) ?? [];
    const at = marked.indexOf("«");
    for (let left = old.length; left > 0; left--) this.replace(at + left - 1, at + left, "");
    for (let typed = 0; typed < now.length; typed++) this.replace(at + typed, at + typed, now.charAt(typed));
  }

  get document() {
    return { uri: this.uri, languageId: this.languageId, text: this.text };
  }

  replace(start: number, end: number, text: string): void {
    this.text = this.text.slice(0, start) + text + this.text.slice(end);
    this.caret = start + text.length;
    this.edits.changed(this.document);
  }

  find() {
    return this.edits.find(this.document, this.caret);
  }

  /** Takes every edit that is proposed. @returns the document then, and how many there were. */
  all(argument = "x"): readonly [text: string, count: number] {
    for (let count = 0; ; count++) {
      const next = this.find();
      if (next === undefined || count > 20) return [this.text, count];
      const [before, behind] = next.around ?? ["", ""];
      this.replace(next.start, next.end, next.newText ?? before + argument + behind);
    }
  }
}

describe("a local name that is changed where it is declared", () => {
  it.each<[why: string, languageId: string, marked: string, then: string, count: number]>([
    [
      "a constant",
      "typescript",
      "const «a|total» = 1;\nf(a, b.a, a);\n",
      "const total = 1;\nf(total, b.a, total);\n",
      2,
    ],
    [
      "a parameter",
      "typescript",
      "function f(«a|b»: number) {\n  return a + 1;\n}\na();\n",
      "function f(b: number) {\n  return b + 1;\n}\na();\n",
      1,
    ],
    ["of an arrow function", "javascript", "x.map(«a|b» => a.c);\n", "x.map(b => b.c);\n", 1],
    ["a function", "javascript", "function «run|start»() {}\nrun();\n", "function start() {}\nstart();\n", 1],
    ["by its variable alone", "typescript", "const «a|b» = 1;\nf({ a });\n", "const b = 1;\nf({ a: b });\n", 1],
    ["a loop", "javascript", "for (const «a|b» of c) d(a);\n", "for (const b of c) d(b);\n", 1],
    ["taken apart", "typescript", "const [«a|b»] = c;\nd(a);\n", "const [b] = c;\nd(b);\n", 1],
    ["Python", "python", "def f(«a|b»):\n    return a.a + g(a=a)\n", "def f(b):\n    return b.a + g(a=b)\n", 2],
    [
      "a variable of Python",
      "python",
      "def f():\n    «a|b» = 1\n    a += 1\n    return a\n",
      "def f():\n    b = 1\n    b += 1\n    return b\n",
      2,
    ],
    [
      "Go",
      "go",
      "package p\n\nfunc f() {\n\t«a|b» := 1\n\tg(a, c.a)\n}\n",
      "package p\n\nfunc f() {\n\tb := 1\n\tg(b, c.a)\n}\n",
      1,
    ],
    [
      "a range of Go",
      "go",
      "package p\n\nfunc f() {\n\tfor _, «a|b» := range c {\n\t\tg(a)\n\t}\n}\n",
      "package p\n\nfunc f() {\n\tfor _, b := range c {\n\t\tg(b)\n\t}\n}\n",
      1,
    ],
    [
      "Rust",
      "rust",
      "fn f() {\n    let «a|b» = 1;\n    g(a, c.a);\n}\n",
      "fn f() {\n    let b = 1;\n    g(b, c.a);\n}\n",
      1,
    ],
    [
      "Java",
      "java",
      "class A {\n  void f(int «a|b») {\n    g(a, this.a);\n  }\n}\n",
      "class A {\n  void f(int b) {\n    g(b, this.a);\n  }\n}\n",
      1,
    ],
    [
      "beside labels of a tuple",
      "typescript",
      "const «a|b» = 1;\nlet x: [a: string] = f(a);\n",
      "const b = 1;\nlet x: [a: string] = f(b);\n",
      1,
    ],
    ["exported", "javascript", "const «a|b» = 1;\nexport { a };\n", "const b = 1;\nexport { b as a };\n", 1],
    ["of a lambda", "python", "f(lambda «a|b»: a)\n", "f(lambda b: b)\n", 1],
    ["with all that is left", "python", "def f(*«a|b»):\n    g(*a)\n", "def f(*b):\n    g(*b)\n", 1],
    [
      "in a macro of Rust",
      "rust",
      'fn f() {\n    let «a|b» = 1;\n    a!("{}", a, c.a);\n}\n',
      'fn f() {\n    let b = 1;\n    a!("{}", b, c.a);\n}\n',
      1,
    ],
    [
      "a piece of it",
      "typescript",
      "const no«|Of»Items = 1;\nf(noItems);\n",
      "const noOfItems = 1;\nf(noOfItems);\n",
      1,
    ],
  ])("%s (%s)", (_why, languageId, marked, then, count) => {
    expect(new Edited(marked, languageId).all()).toEqual([then, count]);
  });

  it.each<[why: string, languageId: string, marked: string]>([
    ["a use is no declaration", "typescript", "const a = 1;\nf(«a|b»);\ng(a);\n"],
    ["declared twice", "typescript", "const «a|b» = 1;\n{\n  const a = 2;\n  f(a);\n}\ng(a);\n"],
    ["declared further out", "typescript", "const a = 1;\nfunction f(«a|b») {\n  return a;\n}\n"],
    ["the new name is there already", "typescript", "function f(«a|b») {\n  const b = 1;\n  return a + b;\n}\n"],
    ["members", "typescript", "const x = { «a|b»: 1 };\nx.a;\n"],
    ["nothing is left", "typescript", "const «a|b» = 1;\n"],
    ["no name any more", "typescript", "const «a|» = 1;\nf(a);\n"],
    ["bound again", "python", "«a|b» = 1\na = 2\nf(a)\n"],
    ["another one of a comprehension", "python", "def f(«a|b»):\n    return [a for a in c]\n"],
    ["imported there", "python", "def f(«a|b»):\n    import a\n    a.c()\n"],
    ["bound by with", "python", "def f(«a|b»):\n    with c() as a:\n        a.d()\n"],
    ["bound by a match", "rust", "fn f(«a|b»: u8) {\n    match c { Some(a) => d(a), None => d(a) }\n}\n"],
    ["of another lambda", "java", "class A {\n  void f(int «a|b») {\n    g(a -> a, a);\n  }\n}\n"],
    ["taken apart further in", "javascript", "const «a|b» = 1;\nfor (const { c: a } of d) e(a);\nf(a);\n"],
    ["no grammar", "lua", "local «a|b» = 1\nf(a)\n"],
  ])("nothing where it is not certain: %s", (_why, languageId, marked) => {
    expect(new Edited(marked, languageId).find()).toBeUndefined();
  });

  it("comes next behind the caret, then from the beginning; all places have one number", () => {
    const edited = new Edited("f = () => a;\nconst «a|b» = 1;\nf(a);\n", "javascript");
    const next = edited.find();
    expect(next).toMatchObject({ kind: "renamed", newText: "b", places: 2, start: 28 });
    edited.replace(next?.start ?? 0, next?.end ?? 0, "b");
    expect(edited.find()).toMatchObject({ id: next?.id, places: 1, start: 10 });
  });

  it.each(["total", "counter", "discount", "t"])("is typed over what was selected: %s", (name) => {
    const edited = new Edited("let count = 1;\nf(count);\n", "javascript");
    edited.replace(4, 9, name.charAt(0));
    for (let typed = 1; typed < name.length; typed++) edited.replace(4 + typed, 4 + typed, name.charAt(typed));
    expect(edited.all()).toEqual([`let ${name} = 1;\nf(${name});\n`, 1]);
  });

  it("is another one with another name, and none when it is taken back", () => {
    const edited = new Edited("const «a|b» = 1;\nf(a);\n", "javascript");
    const first = edited.find();
    edited.replace(7, 7, "c");
    expect(edited.find()).toMatchObject({ newText: "bc" });
    expect(edited.find()?.id).not.toBe(first?.id);
    edited.replace(6, 8, "a");
    expect(edited.find()).toBeUndefined();
  });

  it("is remembered while something else is edited, above it too", () => {
    const edited = new Edited("const «a|b» = 1;\nf(a);\n", "javascript");
    edited.find();
    edited.replace(0, 0, "// c\n");
    edited.replace(edited.text.length, edited.text.length, "g();\n");
    expect(edited.all()).toEqual(["// c\nconst b = 1;\nf(b);\ng();\n", 1]);
  });
});

describe("a function that gets another parameter, or loses one", () => {
  it.each<[why: string, languageId: string, marked: string, then: string, count: number]>([
    [
      "at the end",
      "typescript",
      "function f(a: A«|, b: B») {}\nf(1);\nf(2);\n",
      "function f(a: A, b: B) {}\nf(1, x);\nf(2, x);\n",
      2,
    ],
    ["at the beginning", "javascript", "function f(«|b, »a) {}\nf(1);\n", "function f(b, a) {}\nf(x, 1);\n", 1],
    ["the first one", "javascript", "const f = («|a») => 1;\nf();\n", "const f = (a) => 1;\nf(x);\n", 1],
    [
      "removed",
      "javascript",
      "function f(a, «b, |»c) {}\nf(1, g(2), 3);\nf(1);\n",
      "function f(a, c) {}\nf(1, 3);\nf(1);\n",
      1,
    ],
    [
      "the last one removed",
      "python",
      "def f(a«, b|»):\n    pass\nf(1, 2)\nx.f(1, 2)\n",
      "def f(a):\n    pass\nf(1)\nx.f(1, 2)\n",
      1,
    ],
    ["the only one removed", "javascript", "function f(«a|») {}\nf(1);\n", "function f() {}\nf();\n", 1],
    [
      "Go, with two names of one type",
      "go",
      "package p\n\nfunc f(a«|, b» int) {}\n\nfunc g() { f(1) }\n",
      "package p\n\nfunc f(a, b int) {}\n\nfunc g() { f(1, x) }\n",
      1,
    ],
    [
      "Rust",
      "rust",
      "fn f(a: u8«|, b: &str») {}\nfn g() { f(1); }\n",
      "fn f(a: u8, b: &str) {}\nfn g() { f(1, x); }\n",
      1,
    ],
    [
      "Java",
      "java",
      "class A {\n  void f(int a«|, int b») {}\n  void g() { f(1); o.f(1); }\n}\n",
      "class A {\n  void f(int a, int b) {}\n  void g() { f(1, x); o.f(1); }\n}\n",
      1,
    ],
  ])("%s (%s)", (_why, languageId, marked, then, count) => {
    expect(new Edited(marked, languageId).all()).toEqual([then, count]);
  });

  it.each<[why: string, languageId: string, marked: string]>([
    ["may be left out", "typescript", "function f(a: A«|, b?: B») {}\nf(1);\n"],
    ["has a default", "python", "def f(a«|, b=1»):\n    pass\nf(1)\n"],
    ["takes what is left", "javascript", "function f(a«|, ...b») {}\nf(1);\n"],
    ["calls that were wrong before", "javascript", "function f(a«|, b») {}\nf();\nf(1, 2);\n"],
    ["arguments that are not counted", "javascript", "function f(a«|, b») {}\nf(...c);\n"],
    ["by name", "python", "def f(a«|, b»):\n    pass\nf(a=1)\n"],
    ["a type alone", "typescript", "function f(a: «A|B») {}\nf(1);\n"],
  ])("nothing: %s", (_why, languageId, marked) => {
    expect(new Edited(marked, languageId).find()).toBeUndefined();
  });
});
