import { describe, expect, it } from "vitest";
import { involvedSymbols } from "../../../language-server/context/involvedSymbols.js";

const code = [
  "import { total } from './total';",
  "export function sum(cart: Cart): Money {",
  "  const label = text('if (broken)');",
  "  // nothing(here)",
  "  return total(cart.items, rate);",
  "}",
];
const at = (line: number, start: number, end: number) => ({
  message: "x",
  range: { start: { line, character: start }, end: { line, character: end } },
});

/** The names, in the order in which they are asked for. */
const names = (target: readonly [number, number], problems: Parameters<typeof involvedSymbols>[2] = [], lines = code) =>
  involvedSymbols(lines, { start: target[0], end: target[1] }, problems).map(
    ({ line, character }) => /^[\w$]+/.exec(lines[line]?.slice(character) ?? "")?.[0],
  );

describe("the names that a fix has to do with", () => {
  it("are the types and the called functions of the code, none of strings, comments and the language", () => {
    expect(names([1, 5])).toEqual(["Cart", "Money", "text", "total"]);
  });

  it("are first what a problem marks, then the others of its line", () => {
    expect(names([1, 5], [at(4, 27, 31)])).toEqual(["rate", "total", "Cart", "Money", "text"]);
    expect(names([1, 5], [at(4, 20, 25)])).toEqual(["items", "total", "Cart", "Money", "text"]);
  });

  it("are those of the target only, each once", () => {
    expect(names([4, 4], [at(1, 16, 19)])).toEqual(["total"]);
    expect(names([0, 1], [], ["twice(1); twice(2);", "twice(3);"])).toEqual(["twice"]);
  });

  it("are not more than the editor can be asked for", () => {
    const many = Array.from({ length: 50 }, (_, at) => `call${String(at)}();`);
    expect(names([0, 49], [], many)).toHaveLength(12);
    expect(names([0, 49], [at(49, 0, 6)], many)[0]).toBe("call49");
  });
});
