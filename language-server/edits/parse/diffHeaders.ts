import { named, type UnwantedBlock } from "./editBlock.js";

/** What the headers of a diff say about a file. */
export interface FileHeader {
  readonly path?: string;
  readonly creates?: boolean;
  /** It is not (only) the text that is changed. */
  readonly unwanted?: UnwantedBlock["kind"];
}

export const gitHeader = /^diff --git\s/;
const gitDetail =
  /^(?:index [0-9a-f]+\.\.|(?:new|deleted) file mode |old mode |new mode |similarity index |dissimilarity index |rename (?:from|to) |copy (?:from|to) |Binary files |GIT binary patch)/;
/** What people and models write instead of a path. */
const noPath = /^(?:a|b|old|new|original|modified|updated|fixed|before|after|current|proposed)$/i;
/** An old copy of the same file. */
const copyEnding = /\.(?:orig|old|bak)$|~$/;

/** `--- a` and `+++ b` after one another. */
export function isFileHeader(lines: readonly string[], at: number): boolean {
  return /^--- \S/.test(lines[at] ?? "") && /^\+\+\+ \S/.test(lines[at + 1] ?? "");
}

/** Reads the two lines that {@link isFileHeader} knows. */
export function readFileHeader(minus: string, plus: string): FileHeader {
  const before = pathOf(minus.slice(4));
  const after = pathOf(plus.slice(4));
  if (before === "/dev/null") return { path: withoutPrefix(after, "b/"), creates: true };
  if (after === "/dev/null") return { path: withoutPrefix(before, "a/"), unwanted: "delete" };
  if (noPath.test(after)) return noPath.test(before) ? {} : { path: before };
  const isPrefixed = before.startsWith("a/") && after.startsWith("b/");
  const path = isPrefixed ? after.slice(2) : after;
  const old = baseName(before).replace(copyEnding, "");
  const isRenamed = !noPath.test(before) && old !== baseName(path).replace(copyEnding, "");
  return { path, ...(isRenamed ? { unwanted: "rename" } : {}) };
}

/**
 * Reads `diff --git` and the lines below it.
 *
 * @param isHunk whether a hunk begins in a line.
 */
export function readGitHeader(
  lines: readonly string[],
  at: number,
  isHunk: (at: number) => boolean,
): { readonly file: FileHeader; readonly end: number; readonly hasHunks: boolean } {
  const path = / b\/(.+)$/.exec(lines[at] ?? "")?.[1]?.replace(/"$/, "");
  let end = at + 1;
  while (gitDetail.test(lines[end] ?? "")) end++;
  const details = lines.slice(at + 1, end);
  const hasHunks = isFileHeader(lines, end) || isHunk(end);
  const unwanted = unwantedIn(details, hasHunks);
  return {
    file: {
      ...named(path),
      ...(details.some((line) => line.startsWith("new file")) ? { creates: true } : {}),
      ...(unwanted === undefined ? {} : { unwanted }),
    },
    end,
    hasHunks,
  };
}

function unwantedIn(details: readonly string[], hasHunks: boolean): FileHeader["unwanted"] {
  const has = (start: string) => details.some((line) => line.startsWith(start));
  if (has("deleted file")) return "delete";
  if (has("rename ") || has("copy ")) return "rename";
  if (has("Binary files") || has("GIT binary")) return "notText";
  return has("old mode") && !hasHunks ? "notText" : undefined;
}

function pathOf(text: string): string {
  const path = text.replace(/\t.*$/, "").trim();
  return /^".*"$/.test(path) ? path.slice(1, -1).replace(/\\(["\\])/g, "$1") : path;
}

function withoutPrefix(path: string, prefix: string): string {
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? "";
}
