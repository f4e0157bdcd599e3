import type { Problem } from "../../protocol/edits.js";
import type { Position } from "../../protocol/text.js";
import { namesInLine, symbolsInLine } from "../completion/context/symbolsInLine.js";
import type { LineRange } from "./enclosingBlock.js";

/** So many at most: each costs the editor's language support some work. */
const mostSymbols = 12;

/**
 * Where the names stand that a fix has to do with, the most important first: those that a problem marks, then the types
 * and called functions of its lines, then those of the other lines. Each name once. Pure.
 *
 * @param lines the document.
 * @param target the lines that are to be fixed.
 */
export function involvedSymbols(
  lines: readonly string[],
  target: LineRange,
  problems: readonly Problem[],
): readonly Position[] {
  const found = new Map<string, Position>();
  const add = (line: number, names: ReturnType<typeof namesInLine>) => {
    for (const { name, index } of names)
      if (found.size < mostSymbols && !found.has(name)) found.set(name, { line, character: index });
  };
  const inside = problems.filter(({ range: { start } }) => start.line >= target.start && start.line <= target.end);
  for (const { range } of inside) {
    const { start, end } = range;
    const last = end.line > start.line ? Infinity : end.character;
    const isMarked = (index: number, name: string) => index + name.length > start.character && index < last;
    add(
      start.line,
      namesInLine(lines[start.line] ?? "").filter(({ name, index }) => isMarked(index, name)),
    );
  }
  for (const { range } of inside) add(range.start.line, symbolsInLine(lines[range.start.line] ?? ""));
  for (let line = target.start; line <= target.end; line++) add(line, symbolsInLine(lines[line] ?? ""));
  return [...found.values()];
}
