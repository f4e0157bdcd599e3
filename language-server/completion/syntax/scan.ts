import type { LanguageRules, StringRule } from "./languageRules.js";

/** Something that is open: a bracket, a string, or the code in a hole of a string. */
export interface Opened {
  /** What closes it. */
  readonly close: string;
  /** Where it was opened; below 0 where that was before the text. */
  readonly at: number;
  /** Set for a string. */
  readonly string?: StringRule;
}

/** What a text leaves open, and what it closes that it did not open. */
export interface Scan {
  /** The innermost last. */
  readonly open: readonly Opened[];
  /** The comment in which the text ends. */
  readonly comment?: Comment;
  /** Closers of things that were not open, in order. */
  readonly unmatched: readonly Closer[];
  /** Closers of things that were open before the text began, in order. */
  readonly outer: readonly Closer[];
}

/** A comment: what ends it, and where it began; below 0 where that was before the text. */
export interface Comment {
  readonly close: string;
  readonly at: number;
}

/** A closing bracket or quote. */
export interface Closer {
  readonly text: string;
  readonly at: number;
}

const brackets: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const isCloser = (char: string): boolean => char === ")" || char === "]" || char === "}";

/** Nothing is open. */
export const nothingOpen: Scan = { open: [], unmatched: [], outer: [] };

/**
 * Reads a text for brackets, strings and comments, in one pass and without a parser.
 *
 * @param from what was open before it.
 * @param tolerant a closer ends what is open further out too: right for text that stands in a document, where
 *   a bracket in a regular expression must not spoil the rest; wrong for judging what a model wrote.
 */
export function scan(text: string, rules: LanguageRules, from: Scan = nothingOpen, tolerant = false): Scan {
  const open: Opened[] = from.open.map((item) => ({ ...item, at: -1 }));
  const unmatched: Closer[] = [];
  const outer: Closer[] = [];
  let comment: Comment | undefined = from.comment && { ...from.comment, at: -1 };
  let at = 0;

  const close = (closer: string): void => {
    const depth = tolerant ? open.findLastIndex((item) => item.close === closer) : open.length - 1;
    const item = open[depth];
    if (item?.close !== closer || open.slice(depth + 1).some(({ string }) => string !== undefined)) {
      unmatched.push({ text: closer, at });
      return;
    }
    if (item.at < 0) outer.push({ text: closer, at });
    open.length = depth;
  };

  while (at < text.length) {
    const char = text.charAt(at);
    if (comment !== undefined) {
      if (!text.startsWith(comment.close, at)) at++;
      else {
        at += comment.close.length;
        comment = undefined;
      }
      continue;
    }
    const inside = open.at(-1)?.string;
    if (inside !== undefined) {
      // An escaped line end may be two characters.
      if (inside.escapes && char === "\\") at += text.startsWith("\r\n", at + 1) ? 3 : 2;
      else if (text.startsWith(inside.close, at)) {
        close(inside.close);
        at += inside.close.length;
      } else if (inside.holes && text.startsWith("${", at)) {
        open.push({ close: "}", at });
        at += 2;
      } else {
        if (char === "\n" && !inside.lines) open.pop();
        at++;
      }
      continue;
    }
    const mark = commentAt(text, at, rules);
    if (mark !== undefined) {
      comment = { close: mark.close, at };
      at += mark.open.length;
      continue;
    }
    const expression = rules.expressions && char === "/" ? expressionAt(text, at) : 0;
    if (expression > 0) {
      at += expression;
      continue;
    }
    const string = rules.strings.find((rule) => text.startsWith(rule.open, at));
    if (string !== undefined) {
      open.push({ close: string.close, at, string });
      at += string.open.length;
      continue;
    }
    const closer = brackets[char];
    if (closer !== undefined) open.push({ close: closer, at });
    else if (isCloser(char)) close(char);
    at++;
  }
  return { open, ...(comment === undefined ? {} : { comment }), unmatched, outer };
}

/** The comment that begins here. */
function commentAt(
  text: string,
  at: number,
  rules: LanguageRules,
): { readonly open: string; readonly close: string } | undefined {
  for (const [open, close] of rules.blockComments) if (text.startsWith(open, at)) return { open, close };
  const open = rules.lineComments.find((mark) => text.startsWith(mark, at));
  if (open === undefined) return undefined;
  const previous = text[at - 1];
  // `$#` and `a#b` are no comments in a shell.
  return open === "#" && previous !== undefined && !/[\s;(){}\]"']/.test(previous) ? undefined : { open, close: "\n" };
}

const regularExpression = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

/** How long the regular expression is that begins here; 0 where the slash divides. */
function expressionAt(text: string, at: number): number {
  const before = text.slice(Math.max(0, at - 40), at).trimEnd();
  if (before !== "" && !/(?:[(,=:[!&|?{};+<>~^%*-]|\b(?:return|typeof|case|in|of))$/.test(before)) return 0;
  regularExpression.lastIndex = at;
  return regularExpression.exec(text)?.[0].length ?? 0;
}
