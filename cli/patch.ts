import { formatPatch, structuredPatch, FILE_HEADERS_ONLY } from "diff";

/**
 * A unified diff of one file, as `git apply` and `patch -p1` take it.
 *
 * @param before `undefined`: there is no such file yet.
 */
export function unifiedDiff(path: string, before: string | undefined, after: string): string {
  const old = before === undefined ? "/dev/null" : `a/${path}`;
  const patch = structuredPatch(old, `b/${path}`, before ?? "", after, undefined, undefined, { context: 3 });
  const text = formatPatch(patch, FILE_HEADERS_ONLY);
  // Only git's own header makes `git apply` create a file.
  return before === undefined ? `diff --git a/${path} b/${path}\nnew file mode 100644\n${text}` : text;
}
