import temml from "temml";
import type MarkdownIt from "markdown-it";

/**
 * TeX in a text: `\(…\)` and `\[…\]`, `$$…$$`, and `$…$` where it surely is TeX (prices and shell variables are not).
 * Shown as MathML, which the browser draws without fonts or scripts. What is no TeX is shown as it was written.
 */

/** Longest formula that is drawn, in UTF-16 code units: a long one would hold the page up. */
const maxLength = 2_000;

/** Every tag and attribute that may come out of the library; anything else and the formula is shown as text. */
const elements =
  "math|mrow|mi|mn|mo|ms|mtext|mspace|msup|msub|msubsup|mover|munder|munderover|mmultiscripts|mprescripts|none|" +
  "mfrac|msqrt|mroot|mtable|mtr|mtd|mpadded|mphantom|mstyle|menclose|merror";
const attributes =
  "display|class|fence|form|stretchy|symmetric|movablelimits|separator|lspace|rspace|minsize|maxsize|largeop|accent|" +
  "accentunder|displaystyle|scriptlevel|mathvariant|linethickness|width|height|depth|voffset|columnalign|rowspacing|" +
  "columnspacing|columnlines|rowlines|notation|columnspan|rowspan|intent|arg";
const allowed = new RegExp(`</(?:${elements})>|<(?:${elements})(?: (?:${attributes})="[^"<>]*")*>`, "g");

/**
 * The MathML of a formula; absent: it is no TeX, or none that may be drawn.
 *
 * @param isBlock it stands by itself.
 */
export function mathsHtml(tex: string, isBlock: boolean): string | undefined {
  if (tex.length > maxLength) return undefined;
  try {
    const options = { displayMode: isBlock, throwOnError: true, trust: false, maxExpand: 200, macros: {} };
    // The page's policy allows no style attributes. The library escapes quotation marks, so none is in a text.
    const html = temml.renderToString(tex, options).replaceAll(/ style="[^"]*"/g, "");
    return /[<>]/.test(html.replaceAll(allowed, "")) ? undefined : html;
  } catch {
    return undefined;
  }
}

/** Whether what stands between two `$` is a formula, not prose between two prices. Pure. */
export function isSurelyTex(text: string): boolean {
  if (/^[\p{L}\d]$/u.test(text)) return true;
  const withoutTexts = text.replaceAll(/\\[A-Za-z]+\*?(?:\{[^{}]*\})?/g, "\\");
  return /[\\^_=<>+*/-]/.test(withoutTexts) && !/\p{L}{2,}[,.]?\s+\p{L}{2,}/u.test(withoutTexts);
}

const inlineForms = [
  { open: "$$", close: /\$\$/g, isBlock: true },
  { open: "\\[", close: /\\\]/g, isBlock: true },
  { open: "\\(", close: /\\\)/g, isBlock: false },
  { open: "$", close: /(?<![\s\\])\$(?![\p{L}\p{N}$])/gu, isBlock: false },
] as const;
const blockForms = [
  { open: "$$", close: "$$" },
  { open: "\\[", close: "\\]" },
] as const;

/** Makes a parser of markdown find formulas. They become tokens of the type `maths`, with `info` `block` or empty. */
export function findMaths(markdown: InstanceType<typeof MarkdownIt>): void {
  markdown.inline.ruler.before("escape", "maths", (state, silent) => {
    const { src, pos, posMax } = state;
    const form = inlineForms.find(({ open }) => src.startsWith(open, pos));
    if (!form) return false;
    const start = pos + form.open.length;
    const isDollar = form.open === "$";
    if (isDollar && (/\s/.test(src[start] ?? " ") || /[\p{L}\p{N}$]/u.test(src[pos - 1] ?? " "))) return false;
    form.close.lastIndex = start;
    const end = form.close.exec(src.slice(0, Math.min(posMax, start + maxLength)));
    if (!end || end.index === start) return false;
    const tex = src.slice(start, end.index);
    if (tex.includes("`") || (isDollar && (tex.includes("\n\n") || !isSurelyTex(tex)))) return false;
    if (!silent) {
      const token = state.push("maths", "math", 0);
      token.content = tex;
      token.markup = src.slice(pos, end.index + end[0].length);
      token.info = form.isBlock ? "block" : "";
    }
    state.pos = end.index + end[0].length;
    return true;
  });
  const findBlock: Parameters<typeof markdown.block.ruler.before>[2] = (state, startLine, endLine, silent) => {
    const line = (at: number) => state.src.slice((state.bMarks[at] ?? 0) + (state.tShift[at] ?? 0), state.eMarks[at]);
    const form = blockForms.find(({ open }) => line(startLine).startsWith(open));
    if (!form || (state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
    for (let at = startLine; at < endLine; at++) {
      if (at > startLine && (state.sCount[at] ?? 0) < state.blkIndent) return false;
      const text = at === startLine ? line(at).slice(form.open.length) : line(at);
      const isEnd = text.trimEnd().endsWith(form.close);
      // More behind it: a formula in a line of text.
      if (!isEnd && text.includes(form.close)) return false;
      if (!isEnd) continue;
      if (text.indexOf(form.close) < text.trimEnd().length - form.close.length) return false;
      if (silent) return true;
      const markup = state.getLines(startLine, at + 1, state.blkIndent, false).trim();
      const token = state.push("maths", "math", 0);
      token.content = markup.slice(form.open.length, -form.close.length);
      token.markup = markup;
      token.info = "block";
      token.map = [startLine, at + 1];
      token.block = true;
      state.line = at + 1;
      return true;
    }
    return false;
  };
  markdown.block.ruler.before("fence", "maths", findBlock, { alt: ["paragraph", "reference", "blockquote", "list"] });
}
