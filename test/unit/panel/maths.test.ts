import { describe, expect, it } from "vitest";
import { blockStarts } from "../../../media/panel/markdown/blocks.js";
import { GrowingMarkdown } from "../../../media/panel/markdown/growingMarkdown.js";
import { renderBlocks } from "../../../media/panel/markdown/renderMarkdown.js";

const render = (text: string): string => renderBlocks(text).join("");
const formulas = (text: string): number => render(text).split("<math").length - 1;

describe("formulas", () => {
  it.each([
    ["the sum $\\sum_{i=0}^{n-1} p_i$ is", 1],
    ["for $n$ items it takes $O(n^2)$ steps", 2],
    ["\\(x^2\\) and \\[y = 2\\]", 2],
    ["$$\na = b\n\nc = d\n$$", 1],
    ["\\[\n\\frac{1}{2}\n\\]", 1],
    ["so\n$$\\boxed{42}$$\nis it", 1],
    ["- in a list:\n  $$\n  x = 1\n  $$", 1],
    ["$x = \\text{number of items}$", 1],
    ["$\\begin{pmatrix}1 & 2 \\\\ 3 & 4\\end{pmatrix}$", 1],
  ])("are drawn: %s", (text, count) => {
    expect(formulas(text)).toBe(count);
    expect(render(text)).not.toMatch(/ style=|\$/);
  });

  it.each([
    "it costs $5 and not $10",
    "between $5 and 10$ a month",
    "US$5 or $5, or 5$",
    "from $HOME to $PATH",
    "$HOME/bin:$PATH",
    "`$x^2$` and `\\(x\\)`",
    "```sh\necho $a^b$\n$$\n```",
    "$ x $",
    "\\$x$",
    "$x and no end",
    "$$",
    "\\[ never closed",
    "$\\frac{$",
    "$\\unknown{x}$",
    "the regular expression `\\(a\\)`",
  ])("are not taken for it: %s", (text) => {
    expect(formulas(text)).toBe(0);
  });

  it.each([
    "$\\frac{<b>$ x",
    "\\(\\unknownmacro{<img src=x onerror=alert(1)>}\\)",
    "$$\n\\unknownmacro{<b>}\n$$",
    `$$${"x+".repeat(1_500)}x$$`,
  ])("that cannot be drawn stay as they were written: %s", (text) => {
    expect(formulas(text)).toBe(0);
    expect(render(text)).not.toMatch(/<(?:b|img)/);
  });

  it.each([
    "\\(\\href{javascript:alert(1)}{x}\\)",
    "\\(\\includegraphics{https://example.com/a.png}\\)",
    "\\(\\class{a}{x}\\)",
    "\\(\\id{composer}{x}\\)",
    "\\(\\style{color:red}{x}\\)",
    "\\(\\data{a=1}{x}\\)",
    '\\(\\text{"><script>alert(1)</script>}\\)',
    "\\(\\def\\x{\\x\\x}\\x\\)",
    "\\(\\color{red;background:url(https://example.com)}x\\)",
    `\\(${"{".repeat(900)}${"}".repeat(900)}\\)`,
  ])("are inert: %s", (text) => {
    expect(render(text)).not.toMatch(/<(?:a|img|script)\b|\b(?:href|src|id|style|on\w+)="/);
  });

  it("are one block, however they come", () => {
    const text = "Before.\n\n$$\na = b\n\nc = d\n$$\n\nBehind.\n";
    expect(blockStarts(text).map(({ type }) => type)).toEqual(["paragraph_open", "maths", "paragraph_open"]);
    const growing = new GrowingMarkdown();
    for (const character of text) {
      growing.append(character);
      growing.advance(Infinity);
    }
    expect(growing.pages.map(({ source }) => render(source)).join("")).toBe(render(text));
  });
});
