import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blockStarts, codesIn } from "../../../media/panel/markdown/blocks.js";
import { GrowingMarkdown, maxBlockLength } from "../../../media/panel/markdown/growingMarkdown.js";
import { renderBlocks } from "../../../media/panel/markdown/renderMarkdown.js";

/** What is shown of a text by now. */
const shown = (growing: GrowingMarkdown): readonly string[] => {
  growing.advance(Infinity);
  return growing.pages.flatMap((page) => renderBlocks(page.source, page));
};

/** A text that came in pieces of this length. */
function grown(text: string, piece = text.length): GrowingMarkdown {
  const growing = new GrowingMarkdown();
  for (let at = 0; at < text.length; at += piece) {
    growing.append(text.slice(at, at + piece));
    growing.advance(Infinity);
  }
  return growing;
}

/** Pieces out of which every block of markdown can come together, one character too early or too late. */
const piece = fc.constantFrom(
  ...Array.from("abc1 -*+>#`~|=_:.)\n\t\r\\"),
  ...["\n\n", "\r\n", "  ", "    ", "- ", "1. ", "2) ", "> ", "# ", "```", "~~~", "```ts\n", "---", "===", "|---|"],
  ...["| a |\n|---|\n", "[x](https://e.example)", "[x]: https://e.example\n", "![", "**", "<b>", "&lt;", "foo\nbar\n"],
  // Long enough for pages.
  `${"word ".repeat(500)}\n\n`,
  `\n\n${"- item\n".repeat(300)}\n`,
);

describe("GrowingMarkdown", () => {
  it("shows the same as the whole text, however the text arrives", () => {
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 8 }), { maxLength: 14 }), (steps) => {
        const growing = new GrowingMarkdown();
        let text = "";
        for (const step of steps) {
          growing.append(step.join(""));
          text += step.join("");
          // Longer blocks come in pieces.
          fc.pre(blockStarts(text).length > 0 || text.trim() === "");
          if (longestBlock(text) <= maxBlockLength) expect(shown(growing)).toEqual(renderBlocks(text));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("shows the same when a text arrives character by character", () => {
    const text =
      "Intro\n=====\n\nA [link](https://e.example).\n\n- one\n- two\n\n  more\n\n```ts\nconst a = `x`;\n\n# no heading\n```\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n-x\n\n> quote\nlazy\n\n1. a\n2. b\n\n    code\n***\nend";
    const growing = new GrowingMarkdown();
    for (let length = 1; length <= text.length; length++) {
      growing.append(text.charAt(length - 1));
      expect(shown(growing)).toEqual(renderBlocks(text.slice(0, length)));
    }
  });

  it("leaves finished pages as they are", () => {
    const growing = grown("paragraph\n\n".repeat(2_000));
    const before = growing.pages;
    expect(before.length).toBeGreaterThan(4);
    growing.append("more");
    growing.advance(Infinity);
    expect(growing.pages.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
    expect(growing.pages[0]).toBe(before[0]);
    expect(shown(growing)).toHaveLength(2_001);
  });

  it("takes a long text apart step by step, and says when it is done", () => {
    const growing = new GrowingMarkdown();
    growing.append("paragraph\n\n".repeat(20_000));
    let steps = 0;
    while (!growing.isSettled) {
      const { version } = growing;
      growing.advance(0);
      expect(growing.version).toBeGreaterThan(version);
      steps++;
    }
    expect(steps).toBeGreaterThan(20);
    expect(shown(growing)).toHaveLength(20_000);
  });

  it.each([37, 5_000, 1_000_000])("goes on with what comes meanwhile, in pieces of %d", (size) => {
    const text = "one two three\n\n".repeat(1_500);
    expect(shown(grown(text, size))).toEqual(renderBlocks(text));
  });
});

describe("a very long block", () => {
  const line = "const total = items.reduce((sum, item) => sum + item.price, 0);\n";

  it.each([1_000, 100_000])("of code comes in parts that are its code, in pieces of %d", (size) => {
    const code = line.repeat(1_000);
    const growing = grown(`Look:\n\n\`\`\`ts title=a\n${code}\`\`\`\n\nThat is it.`, size);
    const blocks = growing.pages.map((page) => renderBlocks(page.source, page));
    expect(Math.max(...growing.pages.map(({ source }) => source.length))).toBeLessThan(maxBlockLength + 500);
    const parts = blocks.flat().filter((html) => html.startsWith("<div"));
    expect(parts.length).toBeGreaterThan(7);
    expect(parts[0]).toMatch(/^<div class="code-block goes-on" data-info="ts title=a">/);
    expect(parts.slice(1, -1).every((html) => html.startsWith('<div class="code-block continues goes-on"'))).toBe(true);
    expect(parts.at(-1)).toMatch(/^<div class="code-block continues"/);
    expect(parts.every((html) => html.includes("hljs-keyword"))).toBe(true);
    expect(blocks.flat().at(-1)).toBe("<p>That is it.</p>\n");
    const first = blocks.findIndex((page) => page.some((html) => html.includes("goes-on")));
    expect(growing.code(first, 0)).toBe(code);
  });

  it("of indented code too", () => {
    const code = line.repeat(300);
    const growing = grown(code.replaceAll(/^(?=.)/gm, "    "));
    expect(growing.pages.length).toBeGreaterThan(2);
    expect(growing.code(0, 0)).toBe(code);
  });

  it("gives the code of each of several blocks", () => {
    const growing = grown("```\na\n```\n\n- x\n\n      b\n\n~~~\nc");
    expect([0, 1, 2].map((index) => growing.code(0, index))).toEqual(["a\n", "b\n", "c"]);
    expect(growing.code(1, 0)).toBe("");
  });

  it("is a table in all its parts", () => {
    const growing = grown(`| a | b |\n|--|--:|\n${"| 1 | 2 |\n".repeat(3_000)}\nend`);
    const blocks = shown(growing);
    expect(blocks.slice(0, -1).every((html) => html.startsWith("<table>"))).toBe(true);
    expect(blocks.join("").match(/<td>1<\/td>/g)).toHaveLength(3_000);
    expect(blocks.at(-1)).toBe("<p>end</p>\n");
  });

  it("is an ordered list that counts on", () => {
    const text = Array.from({ length: 2_000 }, (_, index) => `${index + 1}. item\n`).join("");
    const html = shown(grown(text)).join("");
    expect(html.match(/<li>/g)).toHaveLength(2_000);
    for (const [, start] of html.matchAll(/<ol start="(\d+)">/g)) expect(Number(start)).toBeGreaterThan(100);
  });

  it("of one line is cut, and no letter is lost", () => {
    const text = "🍓".repeat(20_000);
    const html = shown(grown(text, 777)).join("");
    expect(html).not.toMatch(/\p{Surrogate}/u);
    expect(html.replaceAll(/<\/?p>|\s/g, "")).toBe(text);
  });

  it("of one line behind a finished one is not taken for its rest", () => {
    const growing = grown(`\`\`\`\na\n\`\`\`\n${"x".repeat(20_000)}`, 900);
    expect(codesIn(growing.pages.map(({ source }) => source).join(""))).toEqual(["a\n"]);
    expect(shown(growing)[1]).toMatch(/^<p>x+<\/p>/);
  });
});

function longestBlock(text: string): number {
  const starts = blockStarts(text).map(({ line }) => line);
  const lines = text.split(/\r\n?|\n/);
  return Math.max(0, ...starts.map((start, index) => lines.slice(start, starts[index + 1]).join("\n").length));
}
