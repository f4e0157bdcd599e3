import { describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { inlineHunks } from "../../../../extension/edits/inlineHunks.js";
import { textHash } from "../../../../extension/edits/textHash.js";
import { followDocument, proposedPlaces, proposedText, trackFile } from "../../../../extension/edits/trackedFile.js";

const base = "a1;\n  b2;\nc3;\nd4;";
type Piece = readonly [start: number, end: number, newText: string];
/** Tracks replacements of pieces of {@link base}. */
function tracked(...pieces: readonly Piece[]) {
  const document = TextDocument.create("", "", 1, base);
  const hunks = pieces.map(([start, end, newText]) => ({
    range: { start: document.positionAt(start), end: document.positionAt(end) },
    oldText: base.slice(start, end),
    newText,
  }));
  return trackFile({ uri: "file:///a", kind: "edit", version: 1, hash: textHash(base), hunks }, "a", base);
}
const shown = (...pieces: readonly Piece[]) => inlineHunks(tracked(...pieces), (lines) => `+${lines}`);

describe("hunks between the lines of a file", () => {
  it("show a changed line with the new one behind it", () => {
    expect(shown([4, 9, "  b20;"])).toEqual([
      { hunk: 0, line: 1, removed: [1], notes: [{ line: 1, text: "b20;" }], diff: "-  b2;\n+  b20;" },
    ]);
  });

  it("show several lines line by line, and say how many more there are", () => {
    expect(shown([4, 13, "x;\ny;\nz;\nw;"])).toMatchObject([
      {
        removed: [1, 2],
        notes: [
          { line: 1, text: "x;" },
          { line: 2, text: "y; +2" },
        ],
      },
    ]);
    expect(shown([4, 13, "x;"])).toMatchObject([{ removed: [1, 2], notes: [{ line: 1, text: "x;" }] }]);
  });

  it("show what is only added behind the line above, and what is only removed without anything", () => {
    expect(shown([4, 4, "new;\nmore;\n"])).toMatchObject([
      { line: 1, removed: [], notes: [{ line: 0, text: "new; +1" }], diff: "+new;\n+more;" },
    ]);
    expect(shown([0, 0, "new;\n"])).toMatchObject([{ line: 0, notes: [{ line: 0, text: "new;" }] }]);
    expect(shown([4, 10, ""])).toMatchObject([{ line: 1, removed: [1], notes: [], diff: "-  b2;" }]);
  });

  it("know the end of a file without a last line end", () => {
    expect(shown([13, 17, ""])).toMatchObject([{ line: 3, removed: [3], diff: "-d4;" }]);
    expect(shown([17, 17, "\ne5;"])).toMatchObject([{ line: 3, removed: [], notes: [{ line: 3, text: "e5;" }] }]);
  });

  it("move along with the document, and are left out without a place", () => {
    const file = tracked([0, 3, "A1;"], [14, 17, "D4;"]);
    const more = () => "";
    const moved = followDocument(file, `// new\n${base}`, [{ offset: 0, removed: 0, inserted: "// new\n" }]);
    expect(inlineHunks(moved, more).map(({ hunk, line }) => [hunk, line])).toEqual([
      [0, 1],
      [1, 4],
    ]);
    const changed = followDocument(file, `x${base}`, [{ offset: 0, removed: 0, inserted: "x" }]);
    expect(inlineHunks(changed, more).map(({ hunk }) => hunk)).toEqual([1]);
  });

  it("stand in the proposed text where they say", () => {
    const file = tracked([0, 3, "first\nA1;"], [4, 10, ""], [14, 17, "D4;"]);
    const text = proposedText(file);
    expect(proposedPlaces(file).map(({ start, end }) => text.slice(start, end))).toEqual(["first\nA1;", "", "D4;"]);
  });

  it("are cut where a line is very long", () => {
    expect(shown([0, 3, "x".repeat(1_000)])[0]?.notes[0]?.text).toHaveLength(200);
  });
});
