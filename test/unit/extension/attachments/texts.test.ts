import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText, isBinary } from "../../../../extension/chat/attachments/cutText.js";
import { outlineText } from "../../../../extension/chat/attachments/outlineText.js";
import { mostProblems, problemsText } from "../../../../extension/chat/attachments/problemsText.js";
import { rankPaths } from "../../../../extension/chat/attachments/rankPaths.js";

describe("a text that may be too long", () => {
  it.each([
    ["", 5, "", 0, undefined],
    ["a\nb\n", 4, "a\nb\n", 2, undefined],
    ["a\nb\nc", 4, "a\nb\n", 2, 3],
    ["a\nb\nc", 3, "a\n", 1, 3],
    ["abcdef\nx", 3, "abc", 1, 2],
    ["ab😀", 3, "ab", 1, 1],
  ])("%j within %d", (text, limit, kept, lines, cutFrom) => {
    expect(cutText(text, limit)).toEqual({ text: kept, lines, ...(cutFrom !== undefined && { cutFrom }) });
  });

  it("is cut within its limit, at its beginning, without half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.integer({ min: 2, max: 50 }), (text, limit) => {
        const { text: kept } = cutText(text, limit);
        expect(kept.length).toBeLessThanOrEqual(limit);
        expect(text.startsWith(kept)).toBe(true);
        const isWhole = (one: string) => new TextDecoder().decode(new TextEncoder().encode(one)) === one;
        if (isWhole(text)) expect(isWhole(kept)).toBe(true);
      }),
    );
  });
});

describe("bytes", () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  it.each([
    ["text", encode("const a = 'ü';\n"), false],
    ["nothing", encode(""), false],
    ["a zero", Uint8Array.of(80, 75, 3, 4, 0, 0), true],
    ["no UTF-8", Uint8Array.of(0x63, 0xff, 0xfe), true],
  ])("%s", (_, bytes, binary) => expect(isBinary(bytes)).toBe(binary));
});

it("the outline of a folder has its files before its folders, with what is in them", () => {
  const symbols = [
    { name: "Cart", members: ["total", "add"] },
    { name: "sum", members: [] },
  ];
  const files = ["src/b.ts", "src/deep/er/c.ts", "a.ts", "src/a.ts", "test/a.ts"].map((path) => ({
    path,
    symbols: path === "src/a.ts" ? symbols : [],
  }));
  expect(outlineText(files, 2)).toBe(
    [
      "a.ts",
      "src/",
      "  a.ts: Cart { total, add }, sum",
      "  b.ts",
      "  deep/",
      "    er/",
      "      c.ts",
      "test/",
      "  a.ts",
      "… 2 more files",
      "",
    ].join("\n"),
  );
  const many = Array.from({ length: 40 }, (_, at) => ({ name: `f${at}`, members: [] }));
  expect(outlineText([{ path: "a.ts", symbols: many }], 0)).toMatch(/^a\.ts: f0, .*f29, …\n$/);
});

it("problems are told as a compiler does, each with its line", () => {
  const at = (line: number) => ({ start: { line, character: 4 }, end: { line, character: 5 } });
  const problem = { range: at(1), message: "x is not defined", severity: "error", source: "ts", code: "2304" } as const;
  const file = {
    path: "a.ts",
    problems: [problem, { ...problem, severity: "warning" } as const],
    line: () => "  x();",
  };
  expect(
    problemsText([
      file,
      { path: "b.ts", problems: [{ range: at(0), message: "?", severity: "hint" }], line: () => undefined },
    ]),
  ).toBe(
    "a.ts:2:5: error ts 2304: x is not defined\n    x();\n" +
      "a.ts:2:5: warning ts 2304: x is not defined\n    x();\n" +
      "b.ts:1:5: hint: ?\n",
  );
  const many = problemsText([{ ...file, problems: Array.from({ length: mostProblems + 3 }, () => problem) }]);
  expect(many).toMatch(/\n… 3 more problems\n$/);
});

describe("the files that fit what was typed", () => {
  const paths = ["src/cart.ts", "test/cart.test.ts", "src/shop/car.ts", "docs/my-cart.md", "src/order.ts", "c/a/r.txt"];
  it.each([
    ["", paths],
    ["cart", ["src/cart.ts", "test/cart.test.ts", "docs/my-cart.md", "src/shop/car.ts", "c/a/r.txt"]],
    ["CART.TS", ["src/cart.ts", "test/cart.test.ts"]],
    ["shop/", ["src/shop/car.ts"]],
    ["src\\c", ["src/cart.ts", "src/shop/car.ts"]],
    ["sor", ["src/shop/car.ts", "src/order.ts"]],
    ["zzz", []],
  ])("%j", (typed, expected) => expect(rankPaths(paths, typed, 10)).toEqual(expected));

  it("are as many as fit", () => expect(rankPaths(paths, "", 2)).toEqual(paths.slice(0, 2)));
});
