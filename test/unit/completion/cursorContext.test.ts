import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cursorContext, lineAbove, nextLine } from "../../../language-server/completion/cursorContext.js";

const contextAt = (text: string, offset: number) =>
  cursorContext({ uri: "file:///a", languageId: "typescript", version: 1, text, offset });
const contextOf = (marked: string) => contextAt(marked.replace("▮", ""), marked.indexOf("▮"));

describe("cursorContext", () => {
  it("takes the lines around the caret apart", () => {
    const context = contextOf("a\r\n\r\n  b▮c\r\n\r\nd");
    expect(context).toMatchObject({ before: "  b", after: "c", above: ["a", ""], below: ["", "d"], eol: "\r\n" });
    expect([lineAbove(context), nextLine(context)]).toEqual(["a", "d"]);
  });

  it("takes the line end of the line above at the end of the document", () => {
    expect(contextOf("a\r\n▮").eol).toBe("\r\n");
    expect(contextOf("a\n▮").eol).toBe("\n");
    expect(contextOf("▮").eol).toBe("\n");
  });

  it("looks at 120 lines above and below", () => {
    const lines = Array.from({ length: 500 }, (_, index) => `line ${String(index)}`);
    const context = contextOf(`${lines.slice(0, 250).join("\n")}\n▮\n${lines.slice(250).join("\n")}`);
    expect([context.above.length, context.above.at(-1), context.fromStart]).toEqual([120, "line 249", false]);
    expect([context.below.length, context.below[0]]).toEqual([120, "line 250"]);
  });

  it("loses nothing", () => {
    const text = fc
      .array(fc.constantFrom("a", " ", "\n", "\r\n", "😀"), { maxLength: 20 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.nat(40), (document, at) => {
        let offset = at % (document.length + 1);
        if (document.charAt(offset - 1) === "\r") offset--;
        const { above, before, after, below } = contextAt(document, offset);
        expect([...above, before + after, ...below].join("\n")).toBe(document.replaceAll("\r\n", "\n"));
      }),
    );
  });

  it.each([
    ["tabs", "a {\n\tb\n\tc {\n\t\td\n▮", "\t", true],
    ["two spaces", "a {\n  b\n  c {\n    d\n▮", "  ", true],
    ["four spaces", "a:\n    b\n    c:\n        d\n▮", "    ", true],
    ["the caret's own indentation", "a {\n  ▮\n}", "  ", true],
    ["a comment's stars", "/**\n * a\n * b\n */\n▮", "    ", false],
    ["nothing", "a\nb\n▮", "    ", false],
  ])("sees the indentation: %s", (_name, marked, unit, detected) => {
    expect(contextOf(marked).indentation).toMatchObject({ unit, detected });
  });
});
