import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitDiffs } from "../../../language-server/commit/fitDiffs.js";

const file = (path: string, lines: number) => ({
  path,
  diff: Array.from({ length: lines }, (_, at) => `+${path}${at}`).join("\n"),
});

describe("diffs that have to fit", () => {
  it("stay whole where they do", () => {
    const files = [file("a", 3), file("b", 4)];
    expect(fitDiffs(files, [30, 40], 70)).toEqual({ files, cutFiles: [] });
  });

  it("are cut where they are the longest, at a line's end, with the count of what is left out", () => {
    const files = [file("a", 3), file("b", 100), file("c", 100)];
    const { files: fitted, cutFiles } = fitDiffs(files, [10, 500, 500], 210);
    expect(cutFiles).toEqual(["b", "c"]);
    expect(fitted[0]).toBe(files[0]);
    for (const { diff } of fitted.slice(1)) {
      const lines = diff.split("\n");
      const left = Number(/^\[(\d+) more lines\]$/.exec(lines.at(-1) ?? "")?.[1]);
      expect(left + lines.length - 1).toBe(100);
      expect(lines.length).toBeGreaterThan(10);
    }
  });

  it("are all named in the end even where there is no room", () => {
    const { files, cutFiles } = fitDiffs([file("a", 3), file("b", 3)], [9, 9], 0);
    expect(cutFiles).toEqual(["a", "b"]);
    expect(files.map(({ diff }) => diff)).toEqual(["[3 more lines]", "[3 more lines]"]);
  });

  it("take no more than there is, counted by characters", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { minLength: 1, maxLength: 20 }), fc.nat(3_000), (sizes, room) => {
        const files = sizes.map((lines, at) => file(String(at), lines));
        const { files: fitted, cutFiles } = fitDiffs(
          files,
          files.map(({ diff }) => diff.length),
          room,
        );
        const notes = cutFiles.length * "[100 more lines]".length;
        expect(fitted.reduce((sum, { diff }) => sum + diff.length, 0)).toBeLessThanOrEqual(room + notes);
      }),
    );
  });
});
