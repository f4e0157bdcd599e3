import { describe, expect, it } from "vitest";
import { inFormOf } from "../../../language-server/names/nameForm.js";
import { nameAt, namesIn } from "../../../language-server/names/nameAt.js";
import { parseNames } from "../../../language-server/names/parseNames.js";

const none = new Set<string>();
const read = (answer: string, old = "x", taken: ReadonlySet<string> = none) => parseNames(answer, old, taken);

describe("the names in an answer", () => {
  it.each([
    ["total\nsum", ["total", "sum"]],
    ["1. total\n2. sum", ["total", "sum"]],
    ["- total: says what it holds\n- sum (shorter)", ["total", "sum"]],
    ["* **total** – says it\n", ["total"]],
    ["Here are some names:\n\n- `total`\n- `sum`: short\n\nI like `total`.", ["total", "sum"]],
    ["```\ntotal\nsum\n```", ["total", "sum"]],
    ["total, sum, count.", ["total", "sum", "count"]],
    ["You could call it total.", []],
    ["a b c", []],
    ["total\ntotal\nx", ["total"]],
    ["one\ntwo\nthree\nfour\nfive\nsix", ["one", "two", "three", "four", "five"]],
    ["", []],
  ])("of %j", (answer, names) => {
    expect(read(answer)).toEqual(names);
  });

  it("leave out what is used there already, and what is no name", () => {
    expect(read("total\nsum\n2nd\nfoo.bar\na()", "x", new Set(["sum"]))).toEqual(["total"]);
    expect(read("y".repeat(100))).toEqual([]);
  });
});

it.each([
  ["item total", "cartSum", "itemTotal"],
  ["item_total", "cartSum", "itemTotal"],
  ["ItemTotal", "cartSum", "itemTotal"],
  ["itemTotal", "CartSum", "ItemTotal"],
  ["itemTotal", "cart_sum", "item_total"],
  ["itemTotal", "CART_SUM", "ITEM_TOTAL"],
  ["itemTotal", "_cartSum", "_itemTotal"],
  ["item_total", "#sum", "#item_total"],
  ["itemTotal", "sum", "itemTotal"],
  ["HTTPServer", "webServer", "httpServer"],
  ["item2Total", "cart_sum", "item2_total"],
])("%s in the form of %s is %s", (suggested, old, name) => {
  expect(inFormOf(suggested, old)).toBe(name);
});

it("finds the name at a position, its end included", () => {
  const lines = ["const größe = $a + _b;"];
  const at = (character: number) => nameAt(lines, { line: 0, character });
  expect([at(6), at(11), at(14), at(16), at(19), at(21)]).toEqual(["größe", "größe", "$a", "$a", "_b", "_b"]);
  expect([at(12), at(13), nameAt(lines, { line: 5, character: 0 })]).toEqual([undefined, undefined, undefined]);
  expect(namesIn("a + b1 + 2")).toEqual(new Set(["a", "b1"]));
});
