import { PonderFailure } from "../../../protocol/errors.js";
import { readFileHeader, readGitHeader, gitHeader, isFileHeader, type FileHeader } from "./diffHeaders.js";
import { named, span, type EditBlock, type ReadBlocks } from "./editBlock.js";
import { readHunkBody } from "./hunkBody.js";
import { pathInInfo, pathInLine } from "../../../protocol/pathLine.js";

const hunkHeader = /^@@(?:\s*-(\d+)(?:,(\d+))?\s+\+(\d+)(?:,(\d+))?\s*@@|.*$)/;
const mergeHeader = /^@@@/;
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

/**
 * Reads unified diffs of any number of files, with all that models do to them: wrong counts or none, `@@` without
 * numbers or missing altogether, missing blanks before context lines, git's headers, `a/` and `b/`. Line numbers are
 * kept as hints only.
 */
export function readUnifiedDiff(lines: readonly string[]): ReadBlocks {
  const reader = new DiffReader(lines);
  if (lines.some((_, at) => startsDiff(lines, at))) reader.read();
  return reader;
}

class DiffReader implements ReadBlocks {
  readonly blocks: EditBlock[] = [];
  readonly claimed = new Set<number>();
  readonly #lines: readonly string[];
  readonly #fenced: readonly boolean[];
  #file: FileHeader = {};
  #isInFence = false;
  /** The line after the last header of git. */
  #gitEnd = -1;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    this.#fenced = insideFences(lines);
  }

  read(): void {
    for (let index = 0; index < this.#lines.length;) index = this.#step(index);
  }

  /** @returns the next line to look at. */
  #step(index: number): number {
    const line = this.#lines[index] ?? "";
    if (gitHeader.test(line)) return this.#gitHeader(index);
    if (isFileHeader(this.#lines, index)) return this.#fileHeader(index);
    if (hunkHeader.test(line)) {
      this.#claim(index, index + 1);
      return this.#hunk(index + 1, index, hunkHeader.exec(line) ?? undefined);
    }
    if (!fence.test(line)) return index + 1;
    this.#isInFence = !this.#isInFence;
    this.#file = this.#isInFence ? named(pathInInfo(line.replace(fence, "")) ?? this.#pathAbove(index)) : {};
    return diffFence.test(line) && isBareHunk(this.#lines, index + 1) ? this.#hunk(index + 1, index) : index + 1;
  }

  #gitHeader(index: number): number {
    const { file, end, hasHunks } = readGitHeader(this.#lines, index, (at) => hunkHeader.test(this.#lines[at] ?? ""));
    this.#file = file;
    this.#gitEnd = end;
    this.#claim(index, end);
    const at = index;
    if (file.unwanted !== undefined) this.blocks.push({ kind: file.unwanted, at, ...named(file.path) });
    else if (file.creates === true && !hasHunks)
      this.blocks.push({ kind: "create", at, lines: [], ...named(file.path) });
    return end;
  }

  #fileHeader(index: number): number {
    const read = readFileHeader(this.#lines[index] ?? "", this.#lines[index + 1] ?? "");
    const isOfGit = index === this.#gitEnd && (this.#file.path === read.path || read.path === undefined);
    const ofGit = isOfGit ? this.#file : {};
    // What the header of git says is more exact.
    this.#file = ofGit.unwanted === undefined ? { ...ofGit, ...read } : ofGit;
    if (ofGit.unwanted === undefined && read.unwanted !== undefined)
      this.blocks.push({ kind: read.unwanted, at: index, ...named(read.path) });
    this.#claim(index, index + 2);
    // No `@@` at all: the body follows at once.
    return /^[ +-]/.test(this.#lines[index + 2] ?? "") ? this.#hunk(index + 2, index) : index + 2;
  }

  #hunk(from: number, at: number, header?: RegExpExecArray): number {
    const end = this.#hunkEnd(from);
    this.#claim(from, end);
    const { path, creates, unwanted } = this.#file;
    if (unwanted !== undefined) return end;
    if (mergeHeader.test(this.#lines[at] ?? "")) {
      this.blocks.push({ kind: "broken", at, failure: ofMerge(), ...named(path) });
      return end;
    }
    const { search, replace } = readHunkBody(this.#lines.slice(from, end));
    const last = this.blocks.at(-1);
    if (creates === true) {
      if (last?.kind === "create" && last.path === path) this.blocks.pop();
      const earlier = last?.kind === "create" && last.path === path ? last.lines : [];
      this.blocks.push({ kind: "create", at, lines: [...earlier, ...replace], ...named(path) });
    } else if (search.length > 0 || replace.length > 0) {
      const line = header?.[1];
      const hint = line === undefined ? {} : { hint: Math.max(0, Number(line) - 1) };
      this.blocks.push({ kind: "replace", at, search, replace, ...hint, ...named(path) });
    }
    return end;
  }

  #pathAbove(index: number): string | undefined {
    for (let at = index - 1; at >= 0; at--) {
      const line = this.#lines[at] ?? "";
      if (line.trim() !== "") return this.claimed.has(at) ? undefined : pathInLine(line);
    }
    return undefined;
  }

  /** A hunk ends with the next one, with the next file, or with the fence; counts are not to be trusted. */
  #hunkEnd(from: number): number {
    const lines = this.#lines;
    for (let index = from; index < lines.length; index++) {
      const line = lines[index] ?? "";
      if (hunkHeader.test(line) || gitHeader.test(line) || fence.test(line)) return index;
      // A removed line may look like a header (`-- a comment` in SQL): there a hunk has to follow.
      if (isFileHeader(lines, index) && /^(?:@@|[ +-])/.test(lines[index + 2] ?? "")) return index;
      if (this.#fenced[index] !== true && line !== "" && !/^[ +\-\\]/.test(line)) return index;
    }
    return lines.length;
  }

  #claim(start: number, end: number): void {
    for (const at of span(start, end)) this.claimed.add(at);
  }
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

function ofMerge(): PonderFailure {
  return new PonderFailure(
    "noProposal",
    "The answer holds the diff of a merge, which is made for two texts at once.",
    "Ask for a diff of the file as it is now.",
  );
}
