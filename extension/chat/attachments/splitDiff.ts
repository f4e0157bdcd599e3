/** A file's part of a diff. */
export interface DiffPart {
  /** Its path in the repository, and the one it had before; one of the two where they are the same. */
  readonly paths: readonly string[];
  readonly text: string;
}

/**
 * Splits what `git diff` wrote into its files. A path that Git put in quotation marks keeps the escapes of its letters
 * (git-config, `core.quotePath`). Pure.
 */
export function splitDiff(diff: string): readonly DiffPart[] {
  return diff
    .split(/^(?=diff --git )/m)
    .filter((text) => text.startsWith("diff --git "))
    .map((text) => ({ paths: pathsOf(text), text }));
}

/** From the lines above the first change, which say it without doubt; of an empty or a binary file from the first line. */
function pathsOf(part: string): readonly string[] {
  const [head = ""] = part.split(/^@@ /m, 1);
  const named = [...head.matchAll(/^(?:(?:---|\+\+\+) "?[ab]\/|(?:rename|copy) (?:from|to) "?)(.*?)"?\t?\r?$/gm)];
  const [, before, after] = /^diff --git "?a\/(.*?)"? "?b\/(.*?)"?\r?$/m.exec(head) ?? [];
  return [...new Set([...named.map(([, path]) => path), ...(named.length === 0 ? [before, after] : [])])].filter(
    (path) => path !== undefined,
  );
}
