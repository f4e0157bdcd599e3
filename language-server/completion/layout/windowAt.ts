import type { CompletionPlace } from "../completionPlace.js";
import { aboveWindow } from "./aboveWindow.js";
import type { CompletionWindow } from "./completionWindow.js";
import { suffixWindow } from "./suffixWindow.js";
import { sizeOf, tailOf } from "./textSize.js";
import type { WindowBudget } from "./windowBudget.js";

/** Of a line that is too long, the window begins at a multiple of this share of what of it may be shown. */
const stepInLine = 0.25;

/**
 * Cuts the window around the caret out of a document. What it is for is a prompt that stays the same up to its very
 * end while one types: the engine evaluates only what is new.
 *
 * @param previous the last window of the same document, if there was one.
 */
export function windowAt(place: CompletionPlace, budget: WindowBudget, previous?: CompletionWindow): CompletionWindow {
  const { text } = place;
  const isInLineEnd = text[place.offset - 1] === "\r" && text[place.offset] === "\n";
  const offset = isInLineEnd ? place.offset - 1 : place.offset;
  const lineStart = startOfLine(text, offset);
  const typed = typedWindow(text.slice(lineStart, offset), Math.floor(budget.above / 2));
  const isCut = typed.length < offset - lineStart;

  const reach = Math.max(0, lineStart - 2 * budget.above);
  const above = isCut
    ? ""
    : aboveWindow(
        oneLineEnd(text.slice(reach, lineStart)),
        countLines(text, lineStart),
        reach === 0,
        budget.above,
        previous?.above,
      );
  // Longer than any suffix, so that what is cut off here is not seen.
  const after = oneLineEnd(text.slice(offset, offset + 4 * budget.suffix + 16));
  const { suffix, closers } = suffixWindow(
    typed,
    after,
    budget.suffix,
    previous?.above === above ? previous.suffix : undefined,
  );
  return { above, typed, suffix, ...(closers !== "" && { closers }) };
}

/** The line up to the caret; of a long one an end that begins at the same place for many letters. */
function typedWindow(line: string, limit: number): string {
  if (sizeOf(line) <= limit) return line;
  const tail = tailOf(line, limit);
  const step = Math.max(1, Math.floor(limit * stepInLine));
  const start = Math.ceil((line.length - tail.length) / step) * step;
  return line.slice(start).replace(/^[\uDC00-\uDFFF]/, "");
}

function startOfLine(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  return start;
}

function countLines(text: string, end: number): number {
  let lines = 0;
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) lines++;
  }
  return lines;
}

/** Models know `\n`; the document keeps its own line ends. */
const oneLineEnd = (text: string): string => (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text);
