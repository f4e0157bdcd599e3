import { PonderFailure } from "../../../protocol/errors.js";
import { named, type EditBlock, type ParsedBlocks } from "./editBlock.js";
import { readHunkBody } from "./hunkBody.js";
import { pathInLine } from "../../../protocol/pathLine.js";

const hunkHeader = /^@@(?:\s*-(\d+)(?:,(\d+))?\s+\+(\d+)(?:,(\d+))?\s*@@|.*$)/;
const gitHeader = /^diff --git\s/;
const gitDetail =
  /^(?:index [0-9a-f]+\.\.|(?:new|deleted) file mode |old mode |new mode |similarity index |dissimilarity index |rename (?:from|to) |copy (?:from|to) |Binary files )/;
const fence = /^(?:`{3,}|~{3,})/;
const diffFence = /^(?:`{3,}|~{3,})\s*u?(?:diff|patch)\b/i;

/** Whether a diff begins in this line. */
export function startsDiff(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  if (diffFence.test(line)) return true;
  if (gitHeader.test(line)) return true;
  if (isFileHeader(lines, at)) return true;
  return /^@@.*@@/.test(line);
}

/** What is known of a file before its hunks. */
interface FileHeader {
  readonly path?: string;
  readonly creates?: boolean;
  readonly deletes?: boolean;
  readonly renames?: boolean;
}

/**
 * Reads unified diffs of any number of files, with all that models do to them: wrong counts or none, `@@` without
 * numbers or missing altogether, missing blanks before context lines, git's headers, `a/` and `b/`. Line numbers are
 * kept as hints only.
 */
export function parseUnifiedDiff(lines: readonly string[]): ParsedBlocks {
  const blocks: EditBlock[] = [];
  const prose: string[] = [];
  const fenced = insideFences(lines);
  let file: FileHeader = {};
  let inDiff = false;
  const take = (from: number, header?: RegExpExecArray): number => {
    const end = hunkEnd(lines, from, fenced);
    takeHunk(lines.slice(from, end), header, file, blocks);
    inDiff = true;
    return end;
  };
  for (let index = 0; index < lines.length;) {
    const line = lines[index] ?? "";
    if (gitHeader.test(line)) {
      const header = readGitHeader(lines, index);
      file = header.file;
      if (header.file.renames === true) blocks.push(renames(file.path));
      else if (!header.hasHunks) blocks.push(...withoutHunks(file));
      index = header.end;
      inDiff = true;
    } else if (isFileHeader(lines, index)) {
      if (file.renames !== true) file = { ...file, ...readFileHeader(line, lines[index + 1] ?? "") };
      index += 2;
      inDiff = true;
      // No `@@` at all: the body follows at once.
      if (/^[ +-]/.test(lines[index] ?? "")) index = take(index);
    } else if (hunkHeader.test(line)) {
      index = take(index + 1, hunkHeader.exec(line) ?? undefined);
    } else if (diffFence.test(line) && isBareHunk(lines, index + 1)) {
      file = named(pathInLine(prose.findLast((other) => other.trim() !== "") ?? ""));
      index = take(index + 1);
    } else {
      if (!fence.test(line)) prose.push(line);
      else if (inDiff) {
        file = {};
        inDiff = false;
      }
      index++;
    }
  }
  return { blocks, prose: prose.join("\n") };
}

/** `--- a` and `+++ b` after one another. */
function isFileHeader(lines: readonly string[], at: number): boolean {
  return /^--- \S/.test(lines[at] ?? "") && /^\+\+\+ \S/.test(lines[at + 1] ?? "");
}

function readFileHeader(minus: string, plus: string): FileHeader {
  const before = pathOf(minus.slice(4));
  const after = pathOf(plus.slice(4));
  if (before === "/dev/null") return { path: withoutPrefix(after, "b/"), creates: true };
  if (after === "/dev/null") return { path: withoutPrefix(before, "a/"), deletes: true };
  const prefixed = before.startsWith("a/") && after.startsWith("b/");
  return { path: prefixed ? after.slice(2) : after };
}

function pathOf(text: string): string {
  const path = text.replace(/\t.*$/, "").trim();
  return /^".*"$/.test(path) ? path.slice(1, -1).replace(/\\(["\\])/g, "$1") : path;
}

function withoutPrefix(path: string, prefix: string): string {
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

function readGitHeader(
  lines: readonly string[],
  at: number,
): { readonly file: FileHeader; readonly end: number; readonly hasHunks: boolean } {
  const path = / b\/(.+)$/.exec(lines[at] ?? "")?.[1]?.replace(/"$/, "");
  let end = at + 1;
  while (gitDetail.test(lines[end] ?? "")) end++;
  const details = lines.slice(at + 1, end);
  const has = (start: string) => details.some((line) => line.startsWith(start));
  return {
    file: {
      ...named(path),
      ...(has("new file") ? { creates: true } : {}),
      ...(has("deleted file") ? { deletes: true } : {}),
      ...(has("rename ") || has("copy ") ? { renames: true } : {}),
    },
    end,
    hasHunks: isFileHeader(lines, end) || hunkHeader.test(lines[end] ?? ""),
  };
}

/** A git header alone: an empty new file, a deleted one, or nothing that concerns text (a mode). */
function withoutHunks({ path, creates, deletes }: FileHeader): readonly EditBlock[] {
  if (deletes === true) return [{ kind: "delete", ...named(path) }];
  return creates === true ? [{ kind: "create", lines: [], ...named(path) }] : [];
}

/** Which lines stand inside a fence, the fences themselves aside. */
function insideFences(lines: readonly string[]): readonly boolean[] {
  let isOpen = false;
  return lines.map((line) => {
    if (!fence.test(line)) return isOpen;
    isOpen = !isOpen;
    return false;
  });
}

/** A fence that says it is a diff, but holds only the marked lines. */
function isBareHunk(lines: readonly string[], from: number): boolean {
  const first = lines.findIndex((line, index) => index >= from && line.trim() !== "");
  return (
    first >= 0 &&
    !gitHeader.test(lines[first] ?? "") &&
    !isFileHeader(lines, first) &&
    !hunkHeader.test(lines[first] ?? "")
  );
}

function takeHunk(
  body: readonly string[],
  header: RegExpExecArray | undefined,
  { path, creates, deletes, renames: renamed }: FileHeader,
  blocks: EditBlock[],
): void {
  const { search, replace } = readHunkBody(body);
  if (renamed === true) return;
  if (deletes === true) {
    const isKnown = blocks.at(-1)?.kind === "delete" && blocks.at(-1)?.path === path;
    if (!isKnown) blocks.push({ kind: "delete", ...named(path) });
  } else if (creates === true) blocks.push({ kind: "create", lines: replace, ...named(path) });
  else if (search.length > 0 || replace.length > 0) {
    const line = header?.[1];
    const hint = line === undefined ? {} : { hint: Math.max(0, Number(line) - 1) };
    blocks.push({ kind: "replace", search, replace, ...hint, ...named(path) });
  }
}

/** A hunk ends with the next one, with the next file, or with the fence; counts are not to be trusted. */
function hunkEnd(lines: readonly string[], from: number, fenced: readonly boolean[]): number {
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (hunkHeader.test(line) || gitHeader.test(line) || fence.test(line)) return index;
    // A removed line may look like a header (`-- a comment` in SQL): there a hunk has to follow.
    if (isFileHeader(lines, index) && /^(?:@@|[ +-])/.test(lines[index + 2] ?? "")) return index;
    if (fenced[index] !== true && line !== "" && !/^[ +\-\\]/.test(line)) return index;
  }
  return lines.length;
}

function renames(path = "a file"): EditBlock {
  const failure = new PonderFailure("noProposal", `The answer renames ${path}.`, "Rename it yourself and ask again.");
  return { kind: "broken", failure, ...named(path) };
}
