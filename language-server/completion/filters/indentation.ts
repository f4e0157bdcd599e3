import { lineAbove, type CursorContext } from "../cursorContext.js";
import { columnsOf, leadFor, leadOf } from "../indentation.js";
import { languageRules } from "../syntax/languageRules.js";
import { opensBlock } from "../syntax/linesWanted.js";
import type { CompletionFilter } from "./filter.js";

/**
 * Puts the completion into the document's indentation: tabs or spaces, levels as wide as the document's, and the first
 * line not indented twice when the caret stands behind the indentation already.
 */
export const indentation: CompletionFilter = (candidate, context) => {
  const [first = "", ...more] = inStyle(candidate.text.split("\n"), context);
  const text = [onceIndented(first, context), ...shifted(first, more, context)].join("\n");
  return { ...candidate, text };
};

/** Tabs become spaces, spaces become tabs, and levels get the width that the document's have. */
function inStyle(lines: readonly string[], { indentation, before }: CursorContext): readonly string[] {
  if (!indentation.detected) return lines;
  const tabbed = lines.some((line) => line.startsWith("\t"));
  if (indentation.unit === "\t") {
    if (tabbed || !lines.some((line, index) => index > 0 && /^ {2}/.test(line))) return lines;
    const step = smallestStep(lines, before);
    return lines.map((line) =>
      restyled(line, (columns) => leadFor(Math.round((columns / step) * indentation.size), indentation)),
    );
  }
  if (!tabbed) return lines;
  return lines.map((line) => line.replace(/^[ \t]+/, (lead) => " ".repeat(columnsOf(lead, indentation.size))));
}

/** Columns of one level in text that is indented with spaces. */
function smallestStep(lines: readonly string[], before: string): number {
  const widths = lines
    .slice(1)
    .map((line) => leadOf(line).length)
    .filter((width) => width > 0);
  const least = Math.min(...widths, leadOf(before).includes(" ") ? leadOf(before).length : Infinity);
  return least % 4 === 0 ? 4 : 2;
}

function restyled(line: string, lead: (columns: number) => string): string {
  const old = leadOf(line);
  return old.includes("\t") || old === "" ? line : lead(old.length) + line.slice(old.length);
}

/** Behind the indentation, the model may write the indentation again. */
function onceIndented(first: string, context: CursorContext): string {
  const lead = leadOf(first);
  if (lead === "" || context.before.trim() !== "" || context.before === "" || lead.length === first.length)
    return first;
  const { size } = context.indentation;
  const own = columnsOf(context.before, size);
  const allowed = Math.max(0, expectedColumns(context) - own);
  return leadFor(Math.min(allowed, columnsOf(lead, size)), context.indentation) + first.slice(lead.length);
}

/** Where a line at the caret would begin: as deep as the line above, one deeper when that opens a block. */
function expectedColumns(context: CursorContext): number {
  const { size } = context.indentation;
  const above = lineAbove(context);
  if (above === undefined) return 0;
  const opens = opensBlock(above, languageRules(context.languageId)) || /[([{]$/.test(above.trimEnd());
  return columnsOf(above, size) + (opens ? size : 0);
}

/** A model that wrote as if the caret's line began at the left edge: its following lines move to the caret's depth. */
function shifted(first: string, more: readonly string[], context: CursorContext): readonly string[] {
  const { size } = context.indentation;
  const base = columnsOf(context.before + first, size);
  const next = more.find((line) => line.trim() !== "");
  const opens = opensBlock(context.before + first, languageRules(context.languageId));
  if (base === 0 || next === undefined || !opens || columnsOf(next, size) !== size || size > base) return more;
  if (isCloser(next)) return more;
  return more.map((line) =>
    line.trim() === "" ? line : leadFor(columnsOf(line, size) + base, context.indentation) + line.trimStart(),
  );
}

function isCloser(line: string): boolean {
  return /^\s*[)\]}]/.test(line);
}
