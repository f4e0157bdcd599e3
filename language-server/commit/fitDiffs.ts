import type { FileDiff } from "../../protocol/commit.js";

/** Counting by lines is not exact: so much of a cut diff's share is left free. */
const margin = 0.9;

/** Diffs that fit together into a prompt. */
export interface FittedDiffs {
  readonly files: readonly FileDiff[];
  /** Paths of those that were cut. */
  readonly cutFiles: readonly string[];
}

/**
 * Cuts the longest diffs until all of them fit: each file has the same share, and what small ones leave goes to the
 * others. So every file is there with its beginning, which says more about the commit than one whole file. Pure.
 *
 * @param tokens of each diff.
 * @param room tokens for all of them.
 */
export function fitDiffs(files: readonly FileDiff[], tokens: readonly number[], room: number): FittedDiffs {
  const share = largestShare(tokens, room);
  const cutFiles: string[] = [];
  const fitted = files.map((file, at) => {
    const size = tokens[at] ?? 0;
    if (size <= share) return file;
    cutFiles.push(file.path);
    return { ...file, diff: cut(file.diff, (share * margin) / size) };
  });
  return { files: fitted, cutFiles };
}

/** The most that one file may have so that all fit. */
function largestShare(tokens: readonly number[], room: number): number {
  const sorted = [...tokens].sort((a, b) => a - b);
  let left = Math.max(0, room);
  for (const [at, size] of sorted.entries()) {
    const share = left / (sorted.length - at);
    if (size > share) return share;
    left -= size;
  }
  return Infinity;
}

/** The beginning of a diff, in whole lines. */
function cut(diff: string, part: number): string {
  const lines = diff.replace(/\n$/, "").split("\n");
  const limit = Math.floor(diff.length * part);
  let length = 0;
  let kept = 0;
  while (kept < lines.length && length + (lines[kept] ?? "").length + 1 <= limit)
    length += (lines[kept++] ?? "").length + 1;
  const left = lines.length - kept;
  return [...lines.slice(0, kept), `[${String(left)} more lines]`].join("\n");
}
