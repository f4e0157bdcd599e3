import type { FileDiff } from "../../protocol/commit.js";

/** Takes a diff of Git apart by files. What stands before the first file belongs to none. Pure. */
export function splitDiff(diff: string): readonly FileDiff[] {
  const files = diff.split(/^(?=diff --(?:git|cc|combined) )/m).filter((text) => text.startsWith("diff --"));
  return files.map((text) => ({ path: pathOf(text), diff: text }));
}

/** The new path, else the old one of a file that is gone; of a file without changed lines, what its first line says. */
function pathOf(text: string): string {
  const named = [/^\+\+\+ (?:"?)b\/(.+?)"?\t?$/m, /^--- (?:"?)a\/(.+?)"?\t?$/m, /^rename to (.+)$/m];
  for (const form of named) {
    const path = form.exec(text)?.[1];
    if (path !== undefined) return path;
  }
  const [first = ""] = text.split("\n", 1);
  return / b\/(.+?)"?$/.exec(first)?.[1] ?? first.replace(/^diff --\w+ /, "");
}
