import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHttps } from "../../../protocol/panel/messages.js";
import { maxHighlightedLength } from "../../../media/panel/markdown/highlight.js";
import { blockStarts } from "../../../media/panel/markdown/blocks.js";
import { renderBlocks } from "../../../media/panel/markdown/renderMarkdown.js";
import { hostileAddresses, hostileTexts, naughtyStrings } from "../../support/hostileMarkdown.js";

const render = (text: string): string => renderBlocks(text).join("");

const plain = "p|h[1-6]|ul|ol|li|blockquote|pre|code|em|strong|s|table|thead|tbody|tr|th|td|div|span|a|button";
/** Every tag that may come out. What is not on the list is not allowed, known or unknown. */
const allowedTags = [
  `</(?:${plain})>`,
  "<(?:p|h[1-6]|ul|ol|li|blockquote|code|em|strong|s|table|thead|tbody|tr|th|td|hr|br|a)>",
  '<pre tabindex="0">',
  '<ol start="\\d{1,9}">',
  '<t[hd] class="align-(?:left|center|right)">',
  '<a class="link" role="link" tabindex="0" data-href="[^"<>]*" title="[^"<>]*">',
  '<div class="code-block(?: continues)?(?: goes-on)?" data-info="[^"<>]*">',
  '<div class="code-header">',
  '<span class="code-(?:language|buttons)">',
  '<span class="(?:hljs|language)-[\\w -]+">',
  '<button class="icon-button code-button" type="button" data-code="\\w+" title="[\\w :]+" aria-label="[\\w :]+">',
  '<span class="codicon codicon-(?:copy|diff|insert|new-file)" aria-hidden="true">',
  '<div class="maths" tabindex="0">',
  '</?m(?:ath|row|i|n|o|text|su[bp]|subsup|over|under|underover|frac|sqrt|root|table|tr|td|space|padded|style|phantom)(?: (?!on|href|src|style)[a-z]+="[^"<>]*")*>',
];

/** What is left of the HTML without the allowed tags; a `<` in it is markup that should not be there. */
const leftOver = (html: string): string => html.replaceAll(new RegExp(allowedTags.join("|"), "g"), "");

const unescape = (html: string): string =>
  html.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

function expectInert(text: string): void {
  const html = render(text);
  expect(leftOver(html), html).not.toMatch(/[<>]/);
  for (const [, href = ""] of html.matchAll(/data-href="([^"]*)"/g)) {
    expect(unescape(href)).toSatisfy(isHttps);
  }
}

describe("rendered markdown", () => {
  it.each(hostileTexts)("makes no active node of %j", expectInert);

  it("makes no active node of the Big List of Naughty Strings, alone and in markdown's places", () => {
    expect(naughtyStrings.length).toBeGreaterThan(400);
    for (const text of naughtyStrings) {
      for (const form of [
        text,
        `[x](${text})`,
        `![x](${text})`,
        `\`\`\`${text}\n${text}\n\`\`\``,
        `| ${text} |\n|-|`,
      ]) {
        expectInert(form);
      }
    }
  });

  it("makes no active node of random text with markup in it", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 4 }),
      fc.constantFrom(
        ...Array.from("<>&\"'`[]()!\\*_#|-:=\n\t "),
        "```",
        "<a ",
        "](",
        "![",
        "https://e.example",
        "javascript:",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => expectInert(pieces.join(""))),
      { numRuns: 3_000 },
    );
  });

  it.each(hostileAddresses)("makes no link of %j", (address) => {
    expect(render(`[x](<${address}>)`)).not.toContain("data-href");
    expect(render(`<${address}>`)).not.toContain("data-href");
  });

  it("shows the address of what may not be a link", () => {
    expect(render("[docs](http://e.example/)")).toBe("<p>[docs](http://e.example/)</p>\n");
    expect(render("![cat](data:image/png;base64,AA)")).toBe("<p>![cat](data:image/png;base64,AA)</p>\n");
  });

  it("makes a link that does nothing by itself of an https address", () => {
    expect(render('[docs](https://example.org/a?b=c&d "title")')).toBe(
      '<p><a class="link" role="link" tabindex="0" data-href="https://example.org/a?b=c&amp;d" title="https://example.org/a?b=c&amp;d">docs</a></p>\n',
    );
    expect(render("<https://example.org>")).toContain('data-href="https://example.org"');
  });

  it("shows the address behind a name that looks like another", () => {
    expect(render("[https://exаmple.org](https://exаmple.org)")).toContain('title="https://xn--exmple-4nf.org"');
  });

  it("shows a picture as text", () => {
    expect(render("![cat](https://example.org/cat.png)")).toBe("<p>[image: https://example.org/cat.png]</p>\n");
  });

  it("leaves link definitions visible", () => {
    expect(render("[r]: https://example.org")).toContain("[r]: https://example.org");
  });

  it("labels and colours a code block", () => {
    const html = render("```ts\nconst a = 1;\n```");
    expect(html).toContain('<span class="code-language">ts</span>');
    expect(html).toContain('<span class="hljs-keyword">const</span>');
    expect(html.match(/data-code="\w+"/g)).toEqual(
      ["apply", "insert", "newFile", "copy"].map((one) => `data-code="${one}"`),
    );
  });

  it.each(["typescriptreact", "shellscript", "jsonc", "py", "c++", "C#"])("knows the language %s", (language) => {
    expect(render(`\`\`\`${language}\n{"a": 1} # "x"\n\`\`\``)).toContain("hljs-");
  });

  it("shows code of an unknown language as it is", () => {
    expect(render("```brainfuck\n+[<>]\n```")).toContain("<code>+[&lt;&gt;]\n</code>");
  });

  it("leaves very long code without colours", () => {
    const code = (length: number) => render(`\`\`\`js\n${"let a;\n".repeat(length / 7)}\`\`\``);
    expect(code(maxHighlightedLength - 7)).toContain("hljs-keyword");
    expect(code(maxHighlightedLength + 7)).not.toContain("hljs-keyword");
  });

  it("aligns a table's columns without a style attribute", () => {
    const html = render("| a | b | c |\n|---|:-:|--:|\n| 1 | 2 | 3 |");
    expect(html).toContain("<td>1</td>");
    expect(html).toContain('<td class="align-center">2</td>');
    expect(html).toContain('<td class="align-right">3</td>');
  });

  it("tells where each block begins, and what it is", () => {
    const text = "# a\n\nb\nc\n\n- d\n\n  e\n- f\n\n```\ng\n```\n***";
    expect(blockStarts(text).map(({ line }) => line)).toEqual([0, 2, 5, 10, 13]);
    expect(blockStarts(text)[2]?.type).toBe("bullet_list_open");
    expect(renderBlocks(text)).toHaveLength(5);
    expect(renderBlocks(text)[2]).toMatch(/^<ul>[^]*<\/ul>\n$/);
  });

  it("shows a part of a long code block without the border to the other parts", () => {
    const [code = ""] = renderBlocks("```ts\na\n```", { continues: true, goesOn: true });
    expect(code).toMatch(/^<div class="code-block continues goes-on"/);
    expect(code).not.toContain("code-header");
    const [first, last] = renderBlocks("    a\n\ntext\n\n    b", { goesOn: true }).filter((html) =>
      html.includes("code-block"),
    );
    expect(first).toContain('class="code-block"');
    expect(last).toContain('class="code-block goes-on"');
  });
});
