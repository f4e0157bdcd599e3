import { named, span, type EditBlock, type ReadBlocks } from "./editBlock.js";
import { readHunkBody } from "./hunkBody.js";

const begin = /^\s*\*{3} Begin Patch\s*$/;
const end = /^\s*\*{3} End Patch\s*$/;
const section = /^\s*\*{3} (Update|Add|Delete) File:\s*(.+?)\s*$/;
const move = /^\s*\*{3} Move to:/;
const endOfFile = /^\s*\*{3} End of File\s*$/;

/** Whether a line begins a patch of this form. */
export function startsPatch(line: string): boolean {
  return begin.test(line) || section.test(line);
}

/** Whether a line is only the beginning or the end of a patch. */
export function isPatchBorder(line: string): boolean {
  return begin.test(line) || end.test(line);
}

/**
 * Reads `*** Begin Patch` patches ("V4A", the form that OpenAI taught its models; others copy it). Begin and end may be
 * missing: a section ends with the next one, with the patch, or with the fence.
 */
export function readPatch(lines: readonly string[]): ReadBlocks {
  const blocks: EditBlock[] = [];
  const claimed = new Set<number>();
  for (let index = 0; index < lines.length;) {
    const [, verb, path] = section.exec(lines[index] ?? "") ?? [];
    if (verb === undefined) {
      index++;
      continue;
    }
    let next = index + 1;
    while (next < lines.length && !isSectionEnd(lines[next] ?? "")) next++;
    const rest = lines.slice(index + 1, next);
    // Without an end, prose ends it: a line that has none of the marks.
    const hasEnd = isBorder(lines[next] ?? "") || (next < lines.length && isInFence(lines, index));
    const prosaic = hasEnd ? -1 : rest.findIndex((other) => !/^(?:[ +\-@\\]|\*{3} |\s*$)/.test(other));
    const body = prosaic < 0 ? rest : rest.slice(0, prosaic);
    blocks.push(...readSection(verb, path, body, index));
    for (const at of span(index, index + body.length + 1)) claimed.add(at);
    index += body.length + 1;
  }
  return { blocks, claimed };
}

function isSectionEnd(line: string): boolean {
  return isBorder(line) || /^(?:`{3,}|~{3,})\s*$/.test(line);
}

function isBorder(line: string): boolean {
  return section.test(line) || isPatchBorder(line);
}

function isInFence(lines: readonly string[], at: number): boolean {
  return lines.slice(0, at).filter((line) => /^(?:`{3,}|~{3,})/.test(line)).length % 2 === 1;
}

function readSection(
  verb: string,
  path: string | undefined,
  body: readonly string[],
  at: number,
): readonly EditBlock[] {
  if (verb === "Delete") return [{ kind: "delete", at, ...named(path) }];
  if (verb === "Add") return [{ kind: "create", at, lines: readHunkBody(body).replace, ...named(path) }];
  if (body.some((line) => move.test(line))) return [{ kind: "rename", at, ...named(path) }];
  return updates(body, path, at);
}

/** The hunks of one file: `@@` lines name what stands above, then comes the body. */
function updates(body: readonly string[], path: string | undefined, at: number): readonly EditBlock[] {
  const blocks: EditBlock[] = [];
  let anchors: string[] = [];
  let open: string[] = [];
  const close = (): void => {
    const { search, replace } = readHunkBody(open);
    const isEmpty = search.every((line) => line.trim() === "") && replace.length === search.length;
    if (!isEmpty) blocks.push({ kind: "replace", at, search, replace, anchors, ...named(path) });
    if (open.length > 0) anchors = [];
    open = [];
  };
  for (const line of body) {
    const anchor = /^@@(.*)$/.exec(line)?.[1];
    if (anchor === undefined) {
      if (!endOfFile.test(line)) open.push(line);
      continue;
    }
    if (open.some((other) => other.trim() !== "")) close();
    const text = anchor
      .replace(/^\s*-\d[\d, +-]*@@/, "")
      .replace(/@@\s*$/, "")
      .trim();
    if (text !== "") anchors.push(text);
  }
  close();
  return blocks;
}
