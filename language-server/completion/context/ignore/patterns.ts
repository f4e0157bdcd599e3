/** More wild cards than this in one name, and a file name can be made that takes seconds to compare. */
const mostWildcards = 4;
const longestPattern = 500;

/** Whether a pattern is one that nobody writes by hand, and that could keep the server busy. */
export function isCostly(pattern: string): boolean {
  if (pattern.length > longestPattern) return true;
  return pattern.split("/").some((name) => (name.match(/\*+|[+?@!]\(/g)?.length ?? 0) > mostWildcards);
}

/**
 * The patterns of an ignore file, as if they stood in a file further up.
 *
 * @param folder of the file, relative to the one further up; empty: the same.
 * @returns the patterns, and those that are left out since they are costly.
 */
export function rootedPatterns(
  text: string,
  folder: string,
): { readonly patterns: readonly string[]; readonly costly: readonly string[] } {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return {
    patterns: lines.filter((line) => !isCostly(line)).map((line) => rooted(line, folder)),
    costly: lines.filter(isCostly),
  };
}

/** Written so that it means the same further up. */
function rooted(line: string, folder: string): string {
  if (folder === "") return line;
  const isNegated = line.startsWith("!");
  const pattern = isNegated ? line.slice(1) : line;
  const isAnchored = pattern.replace(/[\s/]+$/, "").includes("/");
  const literal = folder.replace(/[\\*?[\]!#\s]/g, "\\$&");
  const inside = isAnchored ? pattern.replace(/^\//, "") : `**/${pattern.replace(/^\\(?=[!#])/, "")}`;
  return `${isNegated ? "!" : ""}/${literal}/${inside}`;
}
