import { PonderFailure } from "../../../protocol/errors.js";
import { named, type EditBlock, type ParsedBlocks } from "./editBlock.js";
import { readHunkBody } from "./hunkBody.js";

const begin = /^\s*\*{3} Begin Patch\s*$/;
const end = /^\s*\*{3} End Patch\s*$/;
const section = /^\s*\*{3} (Update|Add|Delete) File:\s*(.+?)\s*$/;
const move = /^\s*\*{3} Move to:/;
const endOfFile = /^\s*\*{3} End of File\s*$/;
const fence = /^\s*(?:`{3,}|~{3,})/;

/** Whether a line begins a patch of this form. */
export function startsPatch(line: string): boolean {
  return begin.test(line) || section.test(line);
}

/**
 * Reads `*** Begin Patch` patches ("V4A", the form that OpenAI taught its models; others copy it). Begin and end may be
 * missing: a section ends with the next one, with the patch, or with the fence.
 */
export function parsePatch(lines: readonly string[]): ParsedBlocks {
  const blocks: EditBlock[] = [];
  const prose: string[] = [];
  for (let index = 0; index < lines.length;) {
    const line = lines[index] ?? "";
    const [, verb, path] = section.exec(line) ?? [];
    if (verb === undefined) {
      if (!begin.test(line) && !end.test(line) && !fence.test(line)) prose.push(line);
      index++;
      continue;
    }
    let next = index + 1;
    while (next < lines.length && !isSectionEnd(lines[next] ?? "")) next++;
    const rest = lines.slice(index + 1, next);
    // Without an end, prose ends it: a line that has none of the marks.
    const prosaic = next < lines.length ? -1 : rest.findIndex((other) => !/^(?:[ +\-@\\]|\*{3} |\s*$)/.test(other));
    const body = prosaic < 0 ? rest : rest.slice(0, prosaic);
    blocks.push(...readSection(verb, path, body));
    index += body.length + 1;
  }
  return { blocks, prose: prose.join("\n") };
}

function isSectionEnd(line: string): boolean {
  return section.test(line) || begin.test(line) || end.test(line) || /^(?:`{3,}|~{3,})\s*$/.test(line);
}

function readSection(verb: string, path: string | undefined, body: readonly string[]): readonly EditBlock[] {
  if (verb === "Delete") return [{ kind: "delete", ...named(path) }];
  if (verb === "Add") return [{ kind: "create", lines: readHunkBody(body).replace, ...named(path) }];
  if (body.some((line) => move.test(line))) return [{ kind: "broken", failure: renames(path), ...named(path) }];
  return updates(body, path);
}

/** The hunks of one file: `@@` lines name what stands above, then comes the body. */
function updates(body: readonly string[], path: string | undefined): readonly EditBlock[] {
  const blocks: EditBlock[] = [];
  let anchors: string[] = [];
  let open: string[] = [];
  const close = (): void => {
    const { search, replace } = readHunkBody(open);
    const isEmpty = search.every((line) => line.trim() === "") && replace.length === search.length;
    if (!isEmpty) blocks.push({ kind: "replace", search, replace, anchors, ...named(path) });
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

function renames(path = "a file"): PonderFailure {
  return new PonderFailure("noProposal", `The answer renames ${path}.`, "Rename it yourself and ask again.");
}
