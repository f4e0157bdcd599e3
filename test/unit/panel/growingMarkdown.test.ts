import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GrowingMarkdown } from "../../../media/panel/markdown/growingMarkdown.js";
import { renderBlocks } from "../../../media/panel/markdown/renderMarkdown.js";

const whole = (text: string): readonly string[] => renderBlocks(text).map(({ html }) => html);

/** Pieces out of which every block of markdown can come together, one character too early or too late. */
const piece = fc.constantFrom(
  ...Array.from("abc1 -*+>#`~|=_:.)\n\t\r\\"),
  ...["\n\n", "\r\n", "  ", "    ", "- ", "1. ", "2) ", "> ", "# ", "```", "~~~", "```ts\n", "---", "===", "|---|"],
  ...["| a |\n|---|\n", "[x](https://e.example)", "[x]: https://e.example\n", "![", "**", "<b>", "&lt;", "foo\nbar\n"],
);

describe("GrowingMarkdown", () => {
  it("renders the same as the whole text, however the text arrives", () => {
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 8 }), { maxLength: 14 }), (steps) => {
        const growing = new GrowingMarkdown();
        let text = "";
        for (const step of steps) {
          text += step.join("");
          expect(growing.update(text)).toEqual(whole(text));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("renders the same when a text arrives character by character", () => {
    const text =
      "Intro\n=====\n\nA [link](https://e.example).\n\n- one\n- two\n\n  more\n\n```ts\nconst a = `x`;\n\n# no heading\n```\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n-x\n\n> quote\nlazy\n\n1. a\n2. b\n\n    code\n***\nend";
    const growing = new GrowingMarkdown();
    for (let length = 1; length <= text.length; length++) {
      expect(growing.update(text.slice(0, length))).toEqual(whole(text.slice(0, length)));
    }
  });

  it("parses only the end of a long text", () => {
    const growing = new GrowingMarkdown();
    const text = "paragraph\n\n".repeat(2_000);
    const before = growing.update(text);
    const after = growing.update(`${text}more`);
    expect(after).toHaveLength(2_001);
    expect(after.slice(0, 2_000)).toEqual(before);
  });

  it("starts over when the text is another one", () => {
    const growing = new GrowingMarkdown();
    growing.update("one\n\ntwo\n\nthree");
    expect(growing.update("other\n\ntext")).toEqual(whole("other\n\ntext"));
    expect(growing.update("")).toEqual([]);
  });
});
