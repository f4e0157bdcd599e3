import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { applyHunks } from "../../../cli/hunks.js";
import type { Hunk } from "../../../protocol/edits.js";
import { failure } from "../../support/failure.js";

const documentOf = (text: string): TextDocument => TextDocument.create("file:///a.ts", "typescript", 1, text);

function hunk(document: TextDocument, start: number, end: number, newText: string): Hunk {
  const range = { start: document.positionAt(start), end: document.positionAt(end) };
  return { range, oldText: document.getText(range), newText };
}

describe("applyHunks", () => {
  it("replaces several pieces and keeps the rest, with its line ends", () => {
    const document = documentOf("one\r\ntwo\r\nthree\r\n");
    const hunks = [hunk(document, 0, 3, "1"), hunk(document, 5, 8, "2\r\n2b")];
    expect(applyHunks(document, hunks)).toBe("1\r\n2\r\n2b\r\nthree\r\n");
  });

  it("gives what the language server's own library gives", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "é", "😀", "\n", "\r\n", " "), { maxLength: 40 }),
        fc.array(fc.tuple(fc.nat(60), fc.nat(60), fc.constantFrom("", "x", "\n", "yy\r\n")), { maxLength: 4 }),
        (parts, raw) => {
          const document = documentOf(parts.join(""));
          const cuts = raw
            .flatMap(([a, b]) => [a, b])
            .map((offset) => document.offsetAt(document.positionAt(offset)))
            .sort((a, b) => a - b);
          const hunks = raw.map(([, , text], at) => hunk(document, cuts[2 * at] ?? 0, cuts[2 * at + 1] ?? 0, text));
          const edits = hunks.map(({ range, newText }) => ({ range, newText }));
          expect(applyHunks(document, hunks)).toBe(TextDocument.applyEdits(document, edits));
        },
      ),
    );
  });

  it("refuses an edit of another text", () => {
    const document = documentOf("one\ntwo\n");
    const wrong = { ...hunk(document, 0, 3, "1"), oldText: "eins" };
    expect(() => applyHunks(document, [wrong])).toThrow(failure("documentChanged"));
  });

  it("refuses edits that overlap", () => {
    const document = documentOf("one two");
    const hunks = [hunk(document, 0, 5, "x"), hunk(document, 4, 7, "y")];
    expect(() => applyHunks(document, hunks)).toThrow(failure("documentChanged"));
  });
});
