import type { Node } from "@vscode/tree-sitter-wasm";
import { languageRules, type LanguageRules } from "./languageRules.js";
import { scan } from "./scan.js";

/**
 * What a tree says of the end of a text that was written behind a caret: what the caret's line begins is over, so many
 * code units into the text; or the text's last line belongs to it, though it is not indented (`case` in a `switch`).
 */
export type WrittenScope = { readonly closedAt: number } | "belongs";

/** A part of a construct that may stand at the depth of the construct itself. */
const part =
  /(?:^|_)(?:case|default|clause|label|group)(?:_|$)|^(?:statement_block|block|class_body|declaration_list)$/;
const closers = /[)\]};]$/;

/** A text behind a caret. All in code units. */
export interface WrittenText {
  readonly languageId: string;
  /** The document up to the caret. */
  readonly before: string;
  /** What was written, up to the end of a line. */
  readonly text: string;
  /** Where the last line of it begins. */
  readonly lineBegin: number;
}

/**
 * Reads off a tree whether what the caret's line begins is over. Undefined where the tree is broken there, and where the
 * caret's line begins nothing: then the text decides.
 *
 * @param root of the document with the text in it; see {@link completedText}.
 */
export function writtenScope(
  root: Node,
  { languageId, before, text, lineBegin }: WrittenText,
): WrittenScope | undefined {
  const lineStart = before.lastIndexOf("\n") + 1;
  if (before.slice(lineStart).trim() === "") return undefined;
  const begun = begunAt(root, before.trimEnd().length - 1);
  const end = (begun?.endIndex ?? 0) - before.length;
  if (begun === undefined || begun.hasError || end <= 0) return undefined;
  if (isOver(begun, end, text, lineBegin, languageRules(languageId))) return { closedAt: withPunctuation(text, end) };
  const first = before.length + lineBegin + indentOf(text.slice(lineBegin));
  return first < begun.endIndex && isPart(root, first) ? "belongs" : undefined;
}

/** The outermost thing that begins on the line of a place and holds it, but for the whole document. */
function begunAt(root: Node, at: number): Node | undefined {
  const leaf = root.descendantForIndex(at, at + 1);
  let begun: Node | undefined;
  for (let node = leaf; node !== null && node.startPosition.row === leaf?.startPosition.row; node = node.parent)
    if (node.parent !== null) begun = node;
  return begun;
}

/**
 * Without brackets a thing is over when a line comes that is no part of it. With brackets it is over with its last one,
 * unless the line goes on: `} else {`.
 */
function isOver(begun: Node, end: number, text: string, lineBegin: number, { blocks }: LanguageRules): boolean {
  if (end > text.length) return false;
  if (blocks === "indentation") return end <= lineBegin && text.slice(end).trim() !== "";
  return end > lineBegin && closers.test(begun.text.slice(-1)) && /^[;,)\]]*[ \t]*$/.test(text.slice(end).trimEnd());
}

const withPunctuation = (text: string, end: number): number =>
  end + (/^[;,)\]]*/.exec(text.slice(end))?.[0].length ?? 0);

/** Whether something that is a part of a larger thing begins at a place. */
function isPart(root: Node, at: number): boolean {
  for (let node = root.descendantForIndex(at, at + 1); node !== null; node = node.parent) {
    if (node.startIndex !== at) return false;
    if (part.test(node.type)) return true;
  }
  return false;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/**
 * What to parse: the text with closers for what it and the caret's line leave open, but for those behind the caret.
 *
 * @param line the caret's line up to the caret. @param after the rest of the line.
 */
export function completedText(languageId: string, line: string, text: string, after: string): string {
  const rules = languageRules(languageId);
  const { open } = scan(line + text, rules);
  const there = scan(after, rules).unmatched.length;
  const lacking = open
    .slice(Math.min(there, open.length))
    .reverse()
    .map(({ close }) => close);
  return lacking.length === 0 ? text : `${text}\n${lacking.join("")}`;
}
