import { describe, expect, it } from "vitest";
import { answerWith, insertedText, languageOf, pathOf } from "../../../../extension/chat/codeBlocks/codeText.js";
import { bestMatches } from "../../../../extension/chat/codeBlocks/pathMatch.js";
import { parseAnswer } from "../../../../language-server/edits/parse/parseAnswer.js";

const block = (code: string, info = "", above = "") => ({ code, info, above });

describe("the language of a code block", () => {
  const known = ["typescript", "typescriptreact", "shellscript", "cpp", "python", "plaintext"];
  it.each([
    ["ts", "typescript"],
    ["TypeScript", "typescript"],
    ["tsx src/a.tsx", "typescriptreact"],
    ["bash", "shellscript"],
    ["c++", "cpp"],
    ["py:src/a.py", "python"],
    ["python {cmd=true}", "python"],
    ["", undefined],
    ["brainfuck", undefined],
    ["__proto__", undefined],
    ["constructor", undefined],
  ])("%j is %s", (info, language) => expect(languageOf({ info }, known)).toBe(language));
});

describe("a code block as an answer", () => {
  it.each([
    ["plain", block("const a = 1;\n", "ts"), ["const a = 1;"], undefined],
    ["with a path behind the fence", block("a\n", "ts src/a.ts"), ["a"], "src/a.ts"],
    ["with a path above", block("a\n", "ts", "src/a.ts:"), ["a"], "src/a.ts"],
    ["below a sentence", block("a\n", "ts", "This mends it:"), ["a"], undefined],
    ["with a fence in it", block("x\n```js\ny\n```\n", "md"), ["x", "```js", "y", "```"], undefined],
    ["with a long fence in it", block("`````\ny\n`````\n"), ["`````", "y", "`````"], undefined],
    ["with backticks in its label", block("a\n", "ts`x"), ["a"], undefined],
  ])("%s is read as it was written", (_, given, lines, path) => {
    const { blocks } = parseAnswer(answerWith(given));
    expect(blocks).toMatchObject([{ kind: "rewrite", lines, ...(path !== undefined && { path }) }]);
    expect(pathOf(given)).toBe(path);
  });

  it("keeps SEARCH/REPLACE blocks", () => {
    const code = "<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n";
    expect(parseAnswer(answerWith(block(code, "ts"))).blocks).toMatchObject([
      { kind: "replace", search: ["a"], replace: ["b"] },
    ]);
  });
});

describe("inserted code", () => {
  it.each([
    ["a\n", "a"],
    ["  a\n    b\n\n  c\n", "a\n  b\n\nc"],
    ["\ta\n\t\tb", "a\n\tb"],
    ["  a\n\tb\n", "  a\n\tb"],
    ["a\r\n  b\r\n", "a\n  b"],
    ["", ""],
    ["   \n  a", "\na"],
  ])("%j becomes %j", (code, text) => expect(insertedText(code)).toBe(text));
});

describe("the file that a path means", () => {
  const files = ["src/cart.ts", "test/cart.ts", "src/shop/order.ts", "order.ts"];
  it.each([
    ["cart.ts", ["src/cart.ts", "test/cart.ts"]],
    ["src/cart.ts", ["src/cart.ts"]],
    ["./src/cart.ts", ["src/cart.ts"]],
    ["a/src/cart.ts", ["src/cart.ts"]],
    ["src\\cart.ts", ["src/cart.ts"]],
    ["/home/me/project/src/cart.ts", ["src/cart.ts"]],
    ["lib/cart.ts", ["src/cart.ts", "test/cart.ts"]],
    ["order.ts", ["order.ts"]],
    ["shop/order.ts", ["src/shop/order.ts"]],
    ["../../etc/passwd", []],
    ["", []],
  ])("%j: %j", (path, expected) => expect(bestMatches(path, files)).toEqual(expected));
});
