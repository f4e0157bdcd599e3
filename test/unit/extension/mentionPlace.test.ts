import { describe, expect, it } from "vitest";
import { linesMeant, placeOfName } from "../../../extension/chat/mentions/mentionPlace.js";

const piece = { range: { start: { line: 11, character: 0 }, end: { line: 31, character: 0 } } };

describe("the lines that a thought means", () => {
  it.each([
    ["of a whole file", {}, 12, 12, 11, 11],
    ["counted in the file", piece, 14, 17, 13, 16],
    ["the first of the piece, counted in the file", piece, 12, 12, 11, 11],
    ["counted in the piece", piece, 3, 5, 13, 15],
    ["the first of the piece, counted in it", piece, 1, 1, 11, 11],
    ["behind the piece", piece, 40, 41, 39, 40],
    ["before the first", {}, 0, 0, 0, 0],
  ])("%s", (_name, item, first, last, from, to) => {
    expect(linesMeant({ first, last }, item)).toEqual({ first: from, last: to });
  });
});

describe("the place of a name", () => {
  const code = "total(sum);\nconst sums = 1;\nexport function sum(a) {}\n$sum;\n";

  it("is where it is declared", () => expect(code.slice(placeOfName(code, "sum"))).toMatch(/^sum\(a\)/));
  it("is where it stands first when it is not declared", () => expect(placeOfName("a b a", "a")).toBe(0));
  it("is that of the whole name", () => {
    expect(placeOfName("sums sum_ xsum $sum sumé", "sum")).toBeUndefined();
    expect(placeOfName("a.length", "length")).toBe(2);
  });
  it("takes signs as they are", () => {
    expect(placeOfName("a $x b", "$x")).toBe(2);
    expect(placeOfName("aXb", "a.b")).toBeUndefined();
  });
});
