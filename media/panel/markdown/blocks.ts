import { blockTokens } from "./renderMarkdown.js";

/** Where a top-level block of a text begins. */
export interface BlockStart {
  /** Its first line, zero-based. */
  readonly line: number;
  /** As markdown-it calls it: `paragraph_open`, `fence`, `table_open` … */
  readonly type: string;
}

/** Finds the top-level blocks of a text without looking into their lines. */
export function blockStarts(text: string): readonly BlockStart[] {
  const starts: BlockStart[] = [];
  let depth = 0;
  for (const { nesting, map, type } of blockTokens(text)) {
    if (depth === 0) starts.push({ line: map?.[0] ?? 0, type });
    depth += nesting;
  }
  return starts;
}

/** What is in the code blocks of a text, in order, wherever they stand. */
export function codesIn(text: string): readonly string[] {
  return blockTokens(text)
    .filter(({ type }) => type === "fence" || type === "code_block")
    .map(({ content }) => content);
}

/** Where each line begins, with line ends as markdown-it sees them. */
export function lineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n?|\n/g), ({ 0: end, index }) => index + end.length)];
}
