import { PonderFailure } from "../../../protocol/errors.js";
import { named, span, type EditBlock, type ReadBlocks } from "./editBlock.js";
import { pathInInfo, pathInLine } from "../../../protocol/pathLine.js";

const search = /^\s*(<{5,}|-{5,})\s*SEARCH\s*$/;
const divider = /^\s*(={5,})\s*$/;
const replace = /^\s*(?:>{5,}|\+{5,})\s*REPLACE\s*$/;
const fence = /^\s*(?:`{3,}|~{3,})/;

/**
 * Reads the SEARCH/REPLACE blocks of an answer (the form that Aider and others taught the models; also with Cline's
 * marks and Roo Code's line numbers). A block without a path belongs to the file of the block before it. A block that
 * is not complete is reported as broken.
 */
export function readSearchReplace(lines: readonly string[]): ReadBlocks {
  const blocks: EditBlock[] = [];
  const claimed = new Set<number>();
  let path: string | undefined;
  let done = 0;
  for (let index = 0; index < lines.length; index++) {
    const mark = search.exec(lines[index] ?? "")?.[1];
    if (mark === undefined) continue;
    const above = pathAbove(lines, done, index);
    if (above !== undefined) {
      path = above.path;
      claimed.add(above.at);
    }
    let end = index + 1;
    while (end < lines.length && !replace.test(lines[end] ?? "") && !search.test(lines[end] ?? "")) end++;
    const isClosed = replace.test(lines[end] ?? "");
    const parts = isClosed ? readParts(lines.slice(index + 1, end), mark.length) : undefined;
    if (parts) blocks.push({ kind: "replace", at: index, ...parts, ...named(path) });
    else blocks.push({ kind: "broken", at: index, failure: incomplete(blocks.length + 1), ...named(path) });
    done = isClosed ? end + 1 : end;
    for (const at of span(index, done)) claimed.add(at);
    index = done - 1;
  }
  return { blocks, claimed };
}

interface Parts {
  readonly search: readonly string[];
  readonly replace: readonly string[];
  readonly hint?: number;
}

/** What is searched and what stands instead; nothing when it is not certain where the one ends. */
function readParts(body: readonly string[], markLength: number): Parts | undefined {
  const dividers = [...body.keys()].filter((at) => divider.test(body[at] ?? ""));
  const sameLength = dividers.filter((at) => divider.exec(body[at] ?? "")?.[1]?.length === markLength);
  const [middle, ...others] = sameLength.length > 0 ? sameLength : dividers;
  if (middle === undefined || others.length > 0) return undefined;
  const { code, hint } = withoutHead(body.slice(0, middle));
  return {
    search: withoutFence(code),
    replace: withoutFence(body.slice(middle + 1)),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Roo Code's head of a block: `:start_line:12`, maybe `:end_line:14`, then `-------`. */
function withoutHead(code: readonly string[]): { readonly code: readonly string[]; readonly hint?: number } {
  const line = /^:start_line:\s*(\d+)\s*$/.exec(code[0] ?? "")?.[1];
  if (line === undefined) return { code };
  let start = 1;
  while (/^(?::end_line:\s*\d+|-{5,})\s*$/.test(code[start] ?? "")) start++;
  return { code: code.slice(start), hint: Math.max(0, Number(line) - 1) };
}

/** Some models put each part into a fence of its own. */
function withoutFence(code: readonly string[]): readonly string[] {
  const isFenced = code.length > 1 && fence.test(code[0] ?? "") && /^\s*(?:`{3,}|~{3,})\s*$/.test(code.at(-1) ?? "");
  return isFenced ? code.slice(1, -1) : code;
}

/** The path in the line right above a block, or in its fence. */
function pathAbove(
  lines: readonly string[],
  from: number,
  to: number,
): { readonly path: string; readonly at: number } | undefined {
  for (let at = to - 1; at >= from; at--) {
    const line = lines[at] ?? "";
    const isFence = fence.test(line);
    const path = isFence ? pathInInfo(line.replace(fence, "")) : pathInLine(line);
    if (path !== undefined) return { path, at };
    if (!isFence && line.trim() !== "") return undefined;
  }
  return undefined;
}

function incomplete(number: number): PonderFailure {
  return new PonderFailure(
    "noProposal",
    `SEARCH/REPLACE block ${String(number)} of the answer is not complete.`,
    "Ask again.",
  );
}
