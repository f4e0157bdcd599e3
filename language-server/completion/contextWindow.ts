import type { FimWindow } from "../prompts/renderFim.js";

/** How much text around the cursor is given to the model, in UTF-16 code units. */
export interface WindowBudget {
  readonly prefix: number;
  readonly suffix: number;
}

/**
 * About 800 tokens before and 150 behind the cursor. The suffix is short because it stands behind the prefix in the
 * prompt: every typed letter makes the engine evaluate it again.
 */
export const windowBudget: WindowBudget = { prefix: 3000, suffix: 600 };

/** The beginning of the window moves in steps of this many lines, so that the prompt keeps its beginning while one types. */
const stepLines = 16;

/**
 * Cuts the window around the cursor out of a document: whole lines at both ends, as many as the budget allows, and of
 * a line that is longer than the budget the part at the cursor.
 *
 * @param offset of the cursor, in UTF-16 code units.
 */
export function contextWindow(text: string, offset: number, budget = windowBudget): FimWindow {
  return {
    prefix: prefixWindow(normalize(text.slice(0, offset)), budget.prefix),
    suffix: suffixWindow(normalize(text.slice(offset)), budget.suffix),
  };
}

function prefixWindow(before: string, budget: number): string {
  if (before.length <= budget) return before;
  const lines = before.split("\n");
  let start = 0;
  let length = before.length;
  while (length > budget && start + stepLines < lines.length) {
    const step = lines.slice(start, start + stepLines);
    length -= step.reduce((sum, line) => sum + line.length + 1, 0);
    start += stepLines;
  }
  return whole(lines.slice(start).join("\n").slice(-budget));
}

function suffixWindow(after: string, budget: number): string {
  if (after.length <= budget) return after;
  const lastLine = after.lastIndexOf("\n", budget);
  return lastLine > 0 ? after.slice(0, lastLine) : after.slice(0, budget).replace(/[\uD800-\uDBFF]$/, "");
}

/** A window that had to be cut inside a line does not begin with half a character. */
function whole(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]/, "");
}

/** Models know `\n`; the document keeps its own line ends, because a completion has none. */
function normalize(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
