import { PonderFailure } from "../../../protocol/errors.js";
import { named, type EditBlock, type ParsedBlocks } from "./editBlock.js";
import { pathInInfo, pathInLine } from "../../../protocol/pathLine.js";

const search = /^\s*<{5,}\s*SEARCH\s*$/;
const divider = /^\s*={5,}\s*$/;
const replace = /^\s*>{5,}\s*REPLACE\s*$/;
const fence = /^\s*(?:`{3,}|~{3,})/;

/** Whether an answer has a block of this form. */
export function hasSearchReplace(lines: readonly string[]): boolean {
  return lines.some((line) => search.test(line));
}

/**
 * Reads the SEARCH/REPLACE blocks of an answer (the form that Aider and others taught the models). A block without a
 * path belongs to the file of the block before it. A block that is not complete is reported as broken.
 */
export function parseSearchReplace(lines: readonly string[]): ParsedBlocks {
  const blocks: EditBlock[] = [];
  const prose: string[] = [];
  let between: string[] = [];
  let path: string | undefined;
  for (let index = 0; index < lines.length; index++) {
    if (!search.test(lines[index] ?? "")) {
      between.push(lines[index] ?? "");
      continue;
    }
    path = takePath(between) ?? path;
    prose.push(...between);
    between = [];
    let end = index + 1;
    while (end < lines.length && !replace.test(lines[end] ?? "") && !search.test(lines[end] ?? "")) end++;
    const body = lines.slice(index + 1, end);
    const middle = body.findIndex((line) => divider.test(line));
    const isClosed = replace.test(lines[end] ?? "");
    if (isClosed && middle >= 0) {
      const parts = { search: body.slice(0, middle), replace: body.slice(middle + 1) };
      blocks.push({ kind: "replace", ...parts, ...named(path) });
    } else blocks.push({ kind: "broken", failure: incomplete(blocks.length + 1), ...named(path) });
    index = isClosed ? end : end - 1;
  }
  prose.push(...between);
  return { blocks, prose: prose.filter((line) => !fence.test(line)).join("\n") };
}

/** The path in the line right above a block, or in its fence. Takes the line out of the prose. */
function takePath(prose: string[]): string | undefined {
  const at = prose.findLastIndex((line) => line.trim() !== "" && !fence.test(line));
  const info = prose.slice(at + 1).map((line) => pathInInfo(line.replace(fence, "")));
  const path = info.findLast((one) => one !== undefined) ?? pathInLine(prose[at] ?? "");
  if (path !== undefined && pathInLine(prose[at] ?? "") === path) prose.splice(at, 1);
  return path;
}

function incomplete(number: number): PonderFailure {
  return new PonderFailure(
    "noProposal",
    `SEARCH/REPLACE block ${String(number)} of the answer is not complete.`,
    "Ask again.",
  );
}
