import type { Range } from "../../protocol/text.js";
import { enclosingBlock, type LineRange } from "../context/enclosingBlock.js";

/** The whole lines that an edit rewrites. */
export interface EditTarget extends LineRange {
  /** Name of the function or class that the lines are, if they are one. */
  readonly name?: string;
}

/**
 * What is meant by a selection: its lines as a whole, because a model rewrites lines; by an empty one: the function,
 * class or block around it.
 *
 * @param lines the document.
 */
export function editTarget(lines: readonly string[], range: Range, languageId: string): EditTarget {
  const last = lines.length - 1;
  const start = Math.min(range.start.line, last);
  const isEmpty = range.start.line === range.end.line && range.start.character === range.end.character;
  if (isEmpty) return enclosingBlock(lines, start, languageId);
  // A selection that ends at the margin ends with the line before.
  const wanted = range.end.character === 0 ? range.end.line - 1 : range.end.line;
  const end = Math.max(start, Math.min(wanted, last));
  const name = nameOf(lines.slice(start, end + 1), languageId);
  return { start, end, ...(name === undefined ? {} : { name }) };
}

/** The name of the one function or class that these lines are. */
function nameOf(lines: readonly string[], languageId: string): string | undefined {
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first < 0) return undefined;
  const block = enclosingBlock(lines, first, languageId);
  const rest = lines.slice(block.end + 1);
  return block.start <= first && rest.every((line) => line.trim() === "") ? block.name : undefined;
}
