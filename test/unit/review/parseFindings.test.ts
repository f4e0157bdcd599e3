import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFindings } from "../../../language-server/review/parseFindings.js";

const lines = [
  "function sum(items) {",
  "  let total = 0;",
  "",
  "  for (const i in items) total += i;",
  "  return total;",
  "}",
];
const all = { start: 0, end: lines.length - 1 };
const read = (answer: string, range = all) => parseFindings(answer, lines, range);
const first = (answer: string) => {
  const [remark] = read(answer).remarks;
  return remark && [remark.start + 1, remark.end + 1, remark.message];
};

describe("the remarks of a review", () => {
  it.each([
    ["Line 4: wrong loop", [4, 4, "wrong loop"]],
    ["- Line 4: wrong loop", [4, 4, "wrong loop"]],
    ["1. Line 4: wrong loop", [4, 4, "wrong loop"]],
    ["* **Line 4:** wrong loop", [4, 4, "wrong loop"]],
    ["**Line 4**: wrong loop", [4, 4, "wrong loop"]],
    ["`Line 4`: wrong loop", [4, 4, "wrong loop"]],
    ["### Line 4: wrong loop", [4, 4, "wrong loop"]],
    ["[Line 4] - wrong loop", [4, 4, "wrong loop"]],
    ["(line 4): wrong loop", [4, 4, "wrong loop"]],
    ["L4: wrong loop", [4, 4, "wrong loop"]],
    ["Line 4 – wrong loop", [4, 4, "wrong loop"]],
    ["4: wrong loop", [4, 4, "wrong loop"]],
    ["- 4: wrong loop", [4, 4, "wrong loop"]],
    ["| 4 | wrong loop |", [4, 4, "wrong loop"]],
    ["Lines 4-5: wrong loop", [4, 5, "wrong loop"]],
    ["Lines 4–5: wrong loop", [4, 5, "wrong loop"]],
    ["Lines 4 to 5: wrong loop", [4, 5, "wrong loop"]],
    ["Lines 5 and 4: wrong loop", [4, 5, "wrong loop"]],
    ["lines L4-L5: wrong loop", [4, 5, "wrong loop"]],
    ["Line 4: wrong\n  loop", [4, 4, "wrong\nloop"]],
    ["Line 4: wrong\n```js\nfor (const i of items)\n```", [4, 4, "wrong\n```js\nfor (const i of items)\n```"]],
    ["I looked at it.\n\nLine 4: wrong loop\n\nThat is all.", [4, 4, "wrong loop"]],
    ["Line 3: wrong loop", [4, 4, "wrong loop"]],
    ["Lines 3-5: wrong loop", [4, 5, "wrong loop"]],
  ])("are read from %j", (answer, remark) => {
    expect(first(answer)).toEqual(remark);
  });

  it("belong to the line whose code they quote", () => {
    expect(first("Line 1: `const i in items` counts keys")).toEqual([4, 4, "`const i in items` counts keys"]);
    expect(first("Line 99: `return total` is NaN")).toEqual([5, 5, "`return total` is NaN"]);
    // Where the code stands on the said lines too, those count.
    expect(first("Line 2: `total` is let")).toEqual([2, 2, "`total` is let"]);
    // Code that is nowhere is a suggestion.
    expect(first("Line 4: use `const i of items`")).toEqual([4, 4, "use `const i of items`"]);
  });

  it("are dropped where they are about lines that are not there, or that were not shown", () => {
    expect(read("Line 0: a\nLine 7: b\nLine 99999999999999999999: c\nLine 4: d")).toMatchObject({ dropped: 3 });
    expect(read("Line 1: a\nLine 4: d", { start: 3, end: 4 })).toMatchObject({ dropped: 1, remarks: [{ start: 3 }] });
  });

  it("are sorted by their lines", () => {
    expect(read("Line 5: b\nLine 2: a").remarks.map(({ message }) => message)).toEqual(["a", "b"]);
  });

  it.each([
    ["No findings.", true],
    ["I found no problems in this code.", true],
    ["There is nothing wrong here.", true],
    ["The code looks good.", true],
    ["It adds numbers.", false],
    ["", false],
    ["Line 4: no problems but this", false],
  ])("nothing is said to be found in %j: %j", (answer, saysNothing) => {
    expect(read(answer).saysNothing).toBe(saysNothing);
  });

  it("are no numbered lists, no times and no code", () => {
    expect(read("1. It adds numbers.\n2. It returns.\nAt 10 o'clock: done\n").remarks).toEqual([]);
  });

  it("never stand outside of what was reviewed, whatever the answer", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.nat(9).map((line) => `Line ${line}: \`total\``),
      fc.constant("\n"),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        for (const { start, end, message } of read(pieces.join("\n"), { start: 1, end: 4 }).remarks) {
          expect(start >= 1 && start <= end && end <= 5).toBe(true);
          expect(message.trim()).not.toBe("");
        }
      }),
    );
  });

  it("are found quickly in long answers", () => {
    const began = performance.now();
    read(`${"- ".repeat(50_000)}\n${"Line 1: `".repeat(20_000)}`);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
