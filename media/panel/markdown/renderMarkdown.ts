import type { DirectiveResult } from "lit/directive.js";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import MarkdownIt from "markdown-it";
import { isHttps } from "../../../protocol/panel/messages.js";
import { codeBlockHtml, type CodePart } from "./codeBlock.js";
import { findMaths, mathsHtml } from "./maths.js";

/*
 * The only file of the panel that turns text into HTML; a test keeps it so. What a model writes is hostile:
 *
 * - HTML in it is text (`html: false`), and every text and attribute below goes through `escapeHtml`;
 * - a link has no `href`: it does nothing by itself, whatever the scripts do. Its address, `https:` only, is in
 *   `data-href`, and the host shows it to the user before it opens it;
 * - a picture is text: loading one would tell its server what is in the address;
 * - link definitions are off, so that a link's address stands where the link is;
 * - no `style` attributes: the page's content security policy forbids them.
 */

declare const rendered: unique symbol;
/** HTML that this file made. */
export type RenderedHtml = string & { readonly [rendered]: true };

/** A token of markdown-it. */
export type MarkdownToken = ReturnType<InstanceType<typeof MarkdownIt>["parse"]>[number];

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
const { escapeHtml } = markdown.utils;
markdown.disable("reference");
markdown.validateLink = isHttps;
findMaths(markdown);

markdown.renderer.rules["link_open"] = (tokens, index) => {
  const address = String(tokens[index]?.attrGet("href") ?? "");
  // markdown-it does not ask `validateLink` about an empty address.
  if (!isHttps(address)) return "<a>";
  const href = escapeHtml(address);
  return `<a class="link" role="link" tabindex="0" data-href="${href}" title="${href}">`;
};

markdown.renderer.rules["image"] = (tokens, index) =>
  escapeHtml(`[image: ${String(tokens[index]?.attrGet("src") ?? "")}]`);

markdown.renderer.rules["fence"] = (tokens, index, _options, env) => {
  const { content = "", info = "" } = tokens[index] ?? {};
  return codeBlockHtml(content, markdown.utils.unescapeAll(info), escapeHtml, env as CodePart);
};

markdown.renderer.rules["code_block"] = (tokens, index, _options, env) =>
  codeBlockHtml(tokens[index]?.content ?? "", "", escapeHtml, env as CodePart);

/** A formula that cannot be drawn is shown as it was written. */
markdown.renderer.rules["maths"] = (tokens, index) => {
  const { content = "", markup = "", info = "", block = false } = tokens[index] ?? {};
  const html = mathsHtml(content, info === "block");
  if (html === undefined) return block ? `<p>${escapeHtml(markup)}</p>` : escapeHtml(markup);
  // Wide formulas are scrolled by the keyboard, too.
  return block ? `<div class="maths" tabindex="0">${html}</div>` : html;
};

/** A table's alignment comes as a `style` attribute; make it a class. */
for (const cell of ["th_open", "td_open"]) {
  markdown.renderer.rules[cell] = (tokens, index) => {
    const { tag = "td" } = tokens[index] ?? {};
    const align = /^text-align:(left|center|right)$/.exec(String(tokens[index]?.attrGet("style") ?? ""))?.[1];
    return align === undefined ? `<${tag}>` : `<${tag} class="align-${align}">`;
  };
}

/**
 * Renders markdown block by block. Never throws, makes no active node and loads nothing.
 *
 * @param part whether its first block began before it, and its last block goes on behind it, as code.
 */
export function renderBlocks(text: string, part: CodePart = {}): readonly RenderedHtml[] {
  const tokens = markdown.parse(text, {});
  const blocks: RenderedHtml[] = [];
  let start = 0;
  let depth = 0;
  tokens.forEach((token, index) => {
    depth += token.nesting;
    if (depth > 0) return;
    const env = {
      continues: part.continues === true && start === 0,
      goesOn: part.goesOn === true && index === tokens.length - 1,
    } satisfies CodePart;
    blocks.push(markdown.renderer.render(tokens.slice(start, index + 1), markdown.options, env) as RenderedHtml);
    start = index + 1;
  });
  return blocks;
}

/** The blocks of a text, without what is in their lines. */
export function blockTokens(text: string): readonly MarkdownToken[] {
  const tokens: MarkdownToken[] = [];
  // What markdown-it's rule `normalize` does.
  const normal = text.replace(/\r\n?/g, "\n").replaceAll("\0", "\uFFFD");
  markdown.block.parse(normal, markdown, {}, tokens);
  return tokens;
}

/** Puts rendered blocks into a lit template. */
export function showHtml(html: RenderedHtml): DirectiveResult {
  return unsafeHTML(html);
}
