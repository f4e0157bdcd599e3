import { PonderFailure } from "../../protocol/errors.js";

/** One SEARCH/REPLACE block: the lines to find, and what stands there afterwards. */
export interface SearchReplace {
  /** The path that the answer names above the block, if it names one. */
  readonly path?: string;
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

const search = /^\s*<{5,}\s*SEARCH\s*$/;
const divider = /^\s*={5,}\s*$/;
const replace = /^\s*>{5,}\s*REPLACE\s*$/;
const fence = /^\s*(?:`{3,}|~{3,})/;

/**
 * Reads the SEARCH/REPLACE blocks of an answer (the form that Aider and others taught the models).
 *
 * @returns the blocks, none where the answer has no such block, and the text around them.
 * @throws `noProposal` when a block is not complete: half an edit is never applied.
 */
export function parseSearchReplace(lines: readonly string[]): {
  readonly blocks: readonly SearchReplace[];
  readonly prose: string;
} {
  const blocks: SearchReplace[] = [];
  const prose: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    if (!search.test(lines[index] ?? "")) {
      prose.push(lines[index] ?? "");
      continue;
    }
    const middle = lines.findIndex((line, at) => at > index && divider.test(line));
    const end = lines.findIndex((line, at) => at > index && replace.test(line));
    const next = lines.findIndex((line, at) => at > index && search.test(line));
    if (middle < 0 || end < middle || (next >= 0 && next < end)) throw incomplete(blocks.length + 1);
    const path = takePath(prose);
    blocks.push({
      ...(path === undefined ? {} : { path }),
      search: lines.slice(index + 1, middle),
      replace: lines.slice(middle + 1, end),
    });
    index = end;
  }
  return { blocks, prose: prose.filter((line) => !fence.test(line)).join("\n") };
}

/** The line right above a block, fences aside, is its path when it looks like one. Takes it out of the prose. */
function takePath(prose: string[]): string | undefined {
  const at = prose.findLastIndex((line) => line.trim() !== "" && !fence.test(line));
  const text = prose[at]?.trim().replace(/^[`*]+|[`*:]+$/g, "");
  if (text === undefined || /\s/.test(text) || !/[./\\]/.test(text)) return undefined;
  prose.splice(at, 1);
  return text;
}

function incomplete(number: number): PonderFailure {
  return new PonderFailure(
    "noProposal",
    `SEARCH/REPLACE block ${String(number)} of the answer is not complete.`,
    "Ask again.",
  );
}
