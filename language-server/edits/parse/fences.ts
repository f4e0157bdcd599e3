import { indentOf } from "../lines.js";
import { span } from "./editBlock.js";

/** One fenced code block of an answer. */
export interface Fence {
  /** First line of the block, the opening fence. */
  readonly start: number;
  /** Line after the closing fence, or after the last line when it is never closed. */
  readonly end: number;
  /** What stands behind the opening marks: a language, maybe a path. */
  readonly info: string;
  /** The code, without the indentation that the fence itself has. */
  readonly lines: readonly string[];
}

const opening = /^[ \t]*(`{3,}|~{3,})([^`]*)$/;

/**
 * Finds the fenced blocks of Markdown (CommonMark 0.31, section 4.5), a little more tolerant than the specification:
 * a fence may stand at any indentation, the last one may stay open, and a fence with a language inside a block opens
 * an inner block, because models put Markdown into a fence of the same length.
 */
export function findFences(lines: readonly string[]): Fence[] {
  const fences: Fence[] = [];
  for (let index = 0; index < lines.length; index++) {
    const [, mark, info = ""] = opening.exec(lines[index] ?? "") ?? [];
    if (mark === undefined) continue;
    const close = closingLine(lines, index + 1, mark);
    const indent = indentOf(lines[index] ?? "");
    const code = lines
      .slice(index + 1, close)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    fences.push({ start: index, end: Math.min(close + 1, lines.length), info, lines: trimEnd(code) });
    index = close;
  }
  return fences;
}

function closingLine(lines: readonly string[], from: number, mark: string): number {
  const open = [mark];
  for (let index = from; index < lines.length; index++) {
    const [, inner, info = ""] = opening.exec(lines[index] ?? "") ?? [];
    const outer = open.at(-1) ?? mark;
    if (inner === undefined || inner[0] !== outer[0] || inner.length < outer.length) continue;
    if (info.trim() === "") open.pop();
    else open.push(inner);
    if (open.length === 0) return index;
  }
  // Left open: nested blocks that were never closed were no blocks.
  return open.length === 1 ? lines.length : lastClosing(lines, from, mark);
}

function lastClosing(lines: readonly string[], from: number, mark: string): number {
  const isClosing = (line: string) => {
    const [, inner, info = ""] = opening.exec(line) ?? [];
    return inner !== undefined && inner[0] === mark[0] && inner.length >= mark.length && info.trim() === "";
  };
  const last = lines.findLastIndex((line, index) => index >= from && isClosing(line));
  return last < 0 ? lines.length : last;
}

function trimEnd(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== "");
  return lines.slice(0, last + 1);
}

/** Numbers of the lines around the fences. */
export function outsideFences(lines: readonly string[], fences: readonly Fence[]): readonly number[] {
  const inside = new Set(fences.flatMap(({ start, end }) => span(start, end)));
  return [...lines.keys()].filter((index) => !inside.has(index));
}

/** Numbers of the lines inside a fence, without its marks. */
export function insideOf({ start, end }: Pick<Fence, "start" | "end">, lines: readonly string[]): readonly number[] {
  const isClosed = end > start + 1 && /^[ \t]*(?:`{3,}|~{3,})[ \t]*$/.test(lines[end - 1] ?? "");
  return span(start + 1, isClosed ? end - 1 : end);
}

/** The lines without the indentation of the fences they stand in: blocks in a list are indented as a whole. */
export function dedentFences(lines: readonly string[]): readonly string[] {
  const result = [...lines];
  for (const { start, end } of findFences(lines)) {
    const indent = indentOf(lines[start] ?? "");
    if (indent === "") continue;
    for (let at = start; at < end; at++) {
      const line = lines[at] ?? "";
      if (line.startsWith(indent)) result[at] = line.slice(indent.length);
    }
  }
  return result;
}
