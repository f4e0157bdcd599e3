import { named, type RewriteBlock } from "./editBlock.js";
import type { Fence } from "./fences.js";
import { pathInComment, pathInInfo, pathInLine } from "../../../protocol/pathLine.js";

const terminal = /^(?:sh|bash|zsh|fish|shell|console|terminal|shellsession|cmd|bat|powershell|ps1|te?xt|output|log)$/i;

/**
 * Reads fenced blocks of an answer: each may be the rewritten range, or, with a path in its info string, on the line
 * above or in a comment in its first line, a whole file.
 */
export function readFencedCode(lines: readonly string[], fences: readonly Fence[]): readonly RewriteBlock[] {
  return fences.flatMap((fence): readonly RewriteBlock[] => {
    const [first = "", ...rest] = fence.lines;
    if (fence.lines.every((line) => line.trim() === "")) return [];
    const above = lines.slice(0, fence.start).findLast((line) => line.trim() !== "") ?? "";
    const path = pathInInfo(fence.info) ?? pathInLine(above);
    const inComment = path === undefined ? pathInComment(first) : undefined;
    if (inComment !== undefined && rest.some((line) => line.trim() !== ""))
      return [{ kind: "rewrite", at: fence.start, lines: rest, path: inComment, pathComment: first }];
    const isForTerminal = terminal.test(fence.info.trim());
    return [{ kind: "rewrite", at: fence.start, lines: fence.lines, isForTerminal, ...named(path) }];
  });
}
