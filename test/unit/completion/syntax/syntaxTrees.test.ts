import { access } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { cursorContext } from "../../../../language-server/completion/cursorContext.js";
import { syntaxFiles } from "../../../../language-server/completion/syntax/grammars.js";
import { isInComment, isInString, linesWanted } from "../../../../language-server/completion/syntax/linesWanted.js";
import { SyntaxTrees } from "../../../../language-server/completion/syntax/syntaxTrees.js";
import { editBetween } from "../../../../language-server/completion/syntax/treeEdit.js";
import { grammarFolder, shippedGrammars } from "../../../../scripts/grammars.js";

const problems: string[] = [];
const made: SyntaxTrees[] = [];
const treesIn = (folder: string, now?: () => number): SyntaxTrees => {
  const trees = new SyntaxTrees({
    folder,
    failed: (problem) => problems.push(problem),
    ...(now === undefined ? {} : { now }),
  });
  made.push(trees);
  return trees;
};
const placeOf = (marked: string, languageId = "typescript", uri = "file:///a") => ({
  uri,
  languageId,
  version: 1,
  text: marked.replace("▮", ""),
  offset: marked.indexOf("▮"),
});

afterEach(() => {
  for (const trees of made.splice(0)) trees.dispose();
  problems.length = 0;
});

describe("SyntaxTrees", () => {
  it("finds every grammar in the folder from which the build copies", async () => {
    expect([...shippedGrammars].sort()).toEqual([...syntaxFiles].sort());
    for (const file of syntaxFiles) await expect(access(path.join(grammarFolder, file))).resolves.toBeUndefined();
    const trees = treesIn(grammarFolder);
    for (const language of ["typescript", "typescriptreact", "javascript", "python", "go", "rust", "java", "css"])
      expect(await trees.load(language), language).toBe(true);
    expect(await trees.load("markdown")).toBe(false);
    expect(problems).toEqual([]);
  });

  it("answers once the grammar is loaded", async () => {
    const trees = treesIn(grammarFolder);
    const place = placeOf("const a = 1; // b▮\n");
    expect(trees.at(place)).toBeUndefined();
    await trees.load("typescript");
    expect(trees.at(place)).toMatchObject({ inComment: true, inString: false });
  });

  it.each([
    ["typescript", "/* a ▮ */ b();", "comment"],
    ["typescript", "/* a */▮ b();", "code"],
    ["typescript", "// a▮\nb();", "comment"],
    ["typescript", "// a\n▮b();", "code"],
    ["typescript", 'f("a▮b");', "string"],
    ["typescript", 'f("ab"▮);', "code"],
    ["typescript", "const a = `x ▮y`;", "string"],
    ["typescript", "const a = `x ${b▮} y`;", "code"],
    ["python", '"""a ▮ b"""\n', "string"],
    ["python", "x = 1  # a ▮b\n", "comment"],
    ["python", "x = 1▮  # a b\n", "code"],
    ["go", "package a\n\nvar b = `c▮`\n", "string"],
    ["rust", "fn f<'a>(x: &'a▮ str) {}\n", "code"],
    ["java", 'class A { String b = "c▮d"; }\n', "string"],
    ["css", "a { /* ▮b */ }\n", "comment"],
  ])("%s: %s is %s", async (language, marked, kind) => {
    const trees = treesIn(grammarFolder);
    await trees.load(language);
    const place = placeOf(marked, language);
    const syntax = trees.at(place);
    expect(syntax).toMatchObject({ inComment: kind === "comment", inString: kind === "string" });
    for (const context of [cursorContext(place, trees.of(place)), cursorContext(place)]) {
      expect(isInComment(context)).toBe(kind === "comment");
      expect(isInString(context)).toBe(kind === "string");
    }
  });

  it("knows a body from a list of arguments", async () => {
    const trees = treesIn(grammarFolder);
    await trees.load("typescript");
    const wanted = (marked: string) => linesWanted(cursorContext(placeOf(marked), trees.of(placeOf(marked))));
    expect(wanted("function f() {\n  a();\n  ▮\n}\n")).toBe("multi");
    expect(wanted("class A {\n  a = 1;\n  ▮\n}\n")).toBe("multi");
    expect(wanted("f(\n  a,\n  ▮\n);\n")).toBe("single");
    expect(wanted("const a = 1;\n▮\n")).toBe("single");
  });

  it("follows what is typed", async () => {
    const trees = treesIn(grammarFolder);
    await trees.load("typescript");
    const before = "function f() {\n  ";
    for (const typed of ["a", "a(", 'a("', 'a("b', 'a("b"', 'a("b");', 'a("b"); // c']) {
      const place = placeOf(`${before}${typed}▮\n}\n`);
      const fresh = treesIn(grammarFolder);
      await fresh.load("typescript");
      expect(trees.at(place), typed).toEqual(fresh.at(place));
    }
  });

  it("says nothing where the text is broken", async () => {
    const trees = treesIn(grammarFolder);
    await trees.load("typescript");
    expect(trees.at(placeOf("const a = ){▮ (((\n"))).toBeUndefined();
  });

  it("leaves large documents to the text rules", async () => {
    const trees = treesIn(grammarFolder);
    await trees.load("typescript");
    expect(trees.at(placeOf(`▮${"a();\n".repeat(8002)}`))).toBeUndefined();
    expect(trees.at(placeOf(`▮"${"a".repeat(1_000_001)}"`))).toBeUndefined();
    expect(trees.at(placeOf("▮a();"))).toBeDefined();
  });

  const large = `▮${"function f() { return [1, 2, 3]; }\n".repeat(2000)}`;
  const afterKeystroke = () => new Promise((done) => setImmediate(done));

  it("parses a document that takes long after the keystroke", async () => {
    let step = 1000;
    let time = 0;
    const trees = treesIn(grammarFolder, () => (time += step));
    await trees.load("typescript");
    const place = placeOf(large);
    expect(trees.at(place)).toBeUndefined();
    step = 0;
    await afterKeystroke();
    step = 1000;
    expect(trees.at(place), "the tree is there, nothing is parsed").toBeDefined();
    step = 0;
    expect(trees.at({ ...place, text: `b();${place.text}` })).toBeDefined();
  });

  it("gives up a document that takes too long even then, until it is closed", async () => {
    let step = 1000;
    let time = 0;
    const trees = treesIn(grammarFolder, () => (time += step));
    await trees.load("typescript");
    const place = placeOf(large);
    expect(trees.at(place)).toBeUndefined();
    await afterKeystroke();
    step = 0;
    expect(trees.at(place)).toBeUndefined();
    await afterKeystroke();
    expect(trees.at(place)).toBeUndefined();
    trees.closed(place.uri);
    expect(trees.at(place)).toBeDefined();
  });

  it("tells once of a grammar that does not load, and goes on", async () => {
    const trees = treesIn(path.join(grammarFolder, "missing"));
    expect(await trees.load("typescript")).toBe(false);
    expect(trees.at(placeOf("▮a"))).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining("tree-sitter-typescript.wasm")]);
  });
});

describe("editBetween", () => {
  it("makes the new text of the old one", () => {
    const text = fc.array(fc.constantFrom("a", "b", "\n", "😀"), { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, text, (old, now) => {
        const { startIndex, oldEndIndex, newEndIndex, newEndPosition } = editBetween(old, now);
        expect(old.slice(0, startIndex) + now.slice(startIndex, newEndIndex) + old.slice(oldEndIndex)).toBe(now);
        const lines = now.slice(0, newEndIndex).split("\n");
        expect(newEndPosition).toEqual({ row: lines.length - 1, column: lines.at(-1)?.length });
      }),
    );
  });
});
