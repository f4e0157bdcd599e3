import type { Hunk } from "../../protocol/edits.js";

/** Lines that a proposal adds and removes, for the card in the panel. A changed line counts as both. Pure. */
export function countLines(hunks: readonly Pick<Hunk, "oldText" | "newText">[]): { added: number; removed: number } {
  let added = 0;
  let removed = 0;
  for (const { oldText, newText } of hunks) {
    const before = linesOf(oldText);
    const after = linesOf(newText);
    const same = commonLines(before, after);
    added += after.length - same;
    removed += before.length - same;
  }
  return { added, removed };
}

function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  const lines = text.split(/\r\n|\r|\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/** Length of the longest common subsequence of lines (the textbook's dynamic programming, one row at a time). */
function commonLines(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    for (const [i, other] of b.entries()) {
      next.push(line === other ? (row[i] ?? 0) + 1 : Math.max(row[i + 1] ?? 0, next[i] ?? 0));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
