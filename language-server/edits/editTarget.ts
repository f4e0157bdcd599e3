import type { Range } from "../../protocol/text.js";
import { enclosingBlock, type LineRange } from "../context/enclosingBlock.js";

/**
 * What is meant by a selection: its lines as a whole, because a model rewrites lines; by an empty one: the function,
 * class or block around it.
 *
 * @param lines the document.
 */
export function editTarget(lines: readonly string[], range: Range, languageId: string): LineRange {
  const last = lines.length - 1;
  const start = Math.min(range.start.line, last);
  const isEmpty = range.start.line === range.end.line && range.start.character === range.end.character;
  if (isEmpty) return enclosingBlock(lines, start, languageId);
  // A selection that ends at the margin ends with the line before.
  const wanted = range.end.character === 0 ? range.end.line - 1 : range.end.line;
  const end = Math.max(start, Math.min(wanted, last));
  return { start, end };
}
