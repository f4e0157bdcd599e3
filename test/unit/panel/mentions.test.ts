import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMention } from "../../../protocol/panel/mention.js";
import { stepPieces } from "../../../media/panel/thought/mentions.js";

const mentioned = (text: string) => stepPieces(text).flatMap(({ mention }) => mention ?? []);

describe("what a thought mentions", () => {
  it.each([
    ["The goal of `sumPrices` is a sum.", ["sumPrices"]],
    ["Look at `i <= items.length`: it", ["items.length"]],
    ["Then `items.push()` is called.", ["items.push()"]],
    ["See src/shop/cart.ts:12 and `../lib/tax.py`.", ["src/shop/cart.ts:12", "../lib/tax.py"]],
    ["In cart.ts, line 12 is wrong, lines 14-17 are not.", ["cart.ts", "line 12", "lines 14-17"]],
    ["Line 3 to 5 of it", ["Line 3 to 5"]],
    ["It calls getTotal(x) and is_valid.", ["getTotal", "is_valid"]],
    ["A PriceList has MAX_ITEMS entries.", ["PriceList", "MAX_ITEMS"]],
    ["`std::vector` and `Foo->bar`", ["std::vector", "Foo->bar"]],
    ["`const x = await fetchAll(url)`", ["fetchAll", "url"]],
    ["Über `größe`", ["größe"]],
    ["lib\\tax.ts", ["lib\\tax.ts"]],
  ])("%j", (text, expected) => expect(mentioned(text)).toEqual(expected));

  it.each([
    "Okay, so the user wants a sum.",
    "JavaScript and TypeScript, on GitHub.",
    "Node.js is fine, e.g. this. Version 1.2.3.",
    "I think that Wait is a word. In the end.",
    "`<=` should be `<`",
    "`true` or `if`",
    "on line one, at 12",
    "https is not a name",
    "`a b c`",
  ])("nothing in %j", (text) => expect(mentioned(text)).toEqual([]));

  it("leaves the text as it is", () => {
    const piece = fc.constantFrom(
      "`",
      "a.ts",
      ":12",
      "line 3",
      " ",
      "fooBar",
      "(",
      ")",
      "snake_case",
      "\n",
      "/",
      ".",
      "🍓",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((some) => some.join("")),
        ),
        (text) => {
          const pieces = stepPieces(text);
          expect(pieces.map((each) => each.text).join("")).toBe(text);
          for (const { mention } of pieces) if (mention !== undefined) expect(parseMention(mention)).toBeDefined();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("takes no time for a long text without an end", () => {
    const start = performance.now();
    for (const text of [
      "`".repeat(8_000),
      "a/".repeat(4_000),
      "a_".repeat(4_000),
      "aB".repeat(4_000),
      "a.".repeat(4_000),
    ])
      stepPieces(text);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe("a mention", () => {
  it.each([
    ["line 12", { kind: "lines", first: 12, last: 12 }],
    ["lines 14–17", { kind: "lines", first: 14, last: 17 }],
    ["lines 17 to 14", { kind: "lines", first: 17, last: 17 }],
    ["src/cart.ts", { kind: "file", path: "src/cart.ts" }],
    ["cart.ts:12:3", { kind: "file", path: "cart.ts", line: 12 }],
    ["cart.ts#L12", { kind: "file", path: "cart.ts", line: 12 }],
    ["C:\\work\\cart.ts", { kind: "file", path: "C:\\work\\cart.ts" }],
    ["sum", { kind: "name", name: "sum", text: "sum" }],
    ["this.items?.push()", { kind: "name", name: "push", text: "this.items?.push" }],
  ])("%j", (text, expected) => expect(parseMention(text)).toEqual(expected));

  it.each([
    "",
    " ",
    "a b",
    "line x",
    "line 12 of it",
    "<script>",
    "file:///etc/passwd",
    "command:x.y",
    "a".repeat(300),
    "12",
  ])("is none: %j", (text) => expect(parseMention(text)).toBeUndefined());
});
