import type { CompletionPlace } from "./completionPlace.js";
import type { CaretSyntax } from "./syntax/caretSyntax.js";
import { indentationOf, type Indentation } from "./indentation.js";

/** How many lines around the caret's the rules look at. */
const linesAround = 120;

/** What stands around the caret, taken apart for the rules that judge a completion. Line ends are not part of lines. */
export interface CursorContext {
  /** The editor's language id. */
  readonly languageId: string;
  /** Of the caret, in UTF-16 code units. */
  readonly offset: number;
  /** The caret's line up to the caret. */
  readonly before: string;
  /** The rest of the caret's line. */
  readonly after: string;
  /** At most 120 lines above the caret's, the nearest one last. */
  readonly above: readonly string[];
  /** Whether `above` reaches the beginning of the document. */
  readonly fromStart: boolean;
  /** At most 120 lines below the caret's, the nearest one first. */
  readonly below: readonly string[];
  /** How the lines around the caret are indented. */
  readonly indentation: Indentation;
  /** The document's line end. */
  readonly eol: "\n" | "\r\n";
  /** The parser, where there is one. */
  readonly syntax?: CaretSyntax;
}

/**
 * Takes the surroundings of the caret apart. The cost depends on the lines around it, not on the document's length.
 *
 * @param syntax what the parser knows of the place.
 */
export function cursorContext({ languageId, text, offset }: CompletionPlace, syntax?: CaretSyntax): CursorContext {
  const start = lineStart(text, offset);
  const end = lineEnd(text, offset);
  const above = linesAbove(text, start);
  const below = linesBelow(text, end);
  const before = text.slice(start, offset);
  return {
    languageId,
    offset,
    before,
    after: text.slice(offset, end),
    above,
    fromStart: above.length < linesAround,
    below,
    indentation: indentationOf([...above, `${before}|`, ...below]),
    eol: eolOf(text, start, end),
    ...(syntax === undefined ? {} : { syntax }),
  };
}

/** The next line below the caret's that is not blank. */
export function nextLine({ below }: CursorContext): string | undefined {
  return below.find((line) => line.trim() !== "");
}

/** The next line above the caret's that is not blank. */
export function lineAbove({ above }: CursorContext): string | undefined {
  return above.findLast((line) => line.trim() !== "");
}

function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isLineEnd(text, at - 1)) at--;
  return at;
}

function lineEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && !isLineEnd(text, at)) at++;
  return at;
}

function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || code === 13;
}

function linesAbove(text: string, lineBegin: number): readonly string[] {
  const lines: string[] = [];
  let start = lineBegin;
  while (start > 0 && lines.length < linesAround) {
    const end = text.endsWith("\r\n", start) ? start - 2 : start - 1;
    start = lineStart(text, end);
    lines.push(text.slice(start, end));
  }
  return lines.reverse();
}

function linesBelow(text: string, firstEnd: number): readonly string[] {
  const lines: string[] = [];
  let end = firstEnd;
  while (end < text.length && lines.length < linesAround) {
    const start = text.startsWith("\r\n", end) ? end + 2 : end + 1;
    end = lineEnd(text, start);
    lines.push(text.slice(start, end));
  }
  return lines;
}

/** The line end of the caret's line; at the end of the document, that of the line above. */
function eolOf(text: string, start: number, end: number): "\n" | "\r\n" {
  if (end < text.length) return text.startsWith("\r\n", end) ? "\r\n" : "\n";
  return text.endsWith("\r\n", start) ? "\r\n" : "\n";
}
