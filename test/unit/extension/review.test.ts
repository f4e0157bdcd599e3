import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findLineAgain } from "../../../extension/review/findLineAgain.js";
import { moveRange } from "../../../extension/review/moveRange.js";
import type { Range } from "../../../protocol/text.js";

const at = (line: number, character: number, endLine: number, endCharacter: number): Range => ({
  start: { line, character },
  end: { line: endLine, character: endCharacter },
});

describe("a finding while its document is changed", () => {
  const finding = at(4, 0, 5, 9);

  it.each([
    ["below", at(6, 0, 6, 0), "x\n", finding],
    ["above, lines added", at(1, 0, 1, 0), "x\ny\n", at(6, 0, 7, 9)],
    ["above, lines removed", at(0, 0, 2, 0), "", at(2, 0, 3, 9)],
    ["at its margin", at(4, 0, 4, 0), "x\n", at(5, 0, 6, 9)],
    ["inside of one line", at(4, 2, 4, 3), "x", finding],
    ["inside, lines added", at(4, 2, 4, 2), "x\ny", at(4, 0, 6, 9)],
    ["inside, a line removed", at(4, 2, 5, 2), "", at(4, 0, 4, 9)],
    ["across its beginning", at(2, 0, 4, 3), "", at(2, 0, 3, 9)],
  ])("stays with its lines: %s", (_, range, text, moved) => {
    expect(moveRange(finding, { range, text })).toEqual(moved);
  });

  it("is gone when its lines are", () => {
    expect(moveRange(finding, { range: at(3, 0, 6, 0), text: "" })).toBeUndefined();
  });

  it("never turns around, and never leaves the text at its beginning", () => {
    const place = fc.tuple(fc.nat(12), fc.nat(3));
    fc.assert(
      fc.property(place, place, fc.stringMatching(/^[a\n]{0,5}$/), ([a, b], [c, d], text) => {
        const [start, end] =
          a < c || (a === c && b <= d)
            ? [
                [a, b],
                [c, d],
              ]
            : [
                [c, d],
                [a, b],
              ];
        const range = at(start[0] ?? 0, start[1] ?? 0, end[0] ?? 0, end[1] ?? 0);
        const moved = moveRange(finding, { range, text });
        if (moved) expect(moved.start.line >= 0 && moved.start.line <= moved.end.line).toBe(true);
      }),
    );
  });
});

it("finds a reviewed line again, the nearest of several", () => {
  expect(findLineAgain(["a", "b", "c"], ["x", "a", "b", "c"], 1)).toBe(2);
  expect(findLineAgain(["a", "b", "a"], ["a", "b", "b", "a"], 2)).toBe(3);
  expect(findLineAgain(["a"], ["b"], 0)).toBeUndefined();
});
