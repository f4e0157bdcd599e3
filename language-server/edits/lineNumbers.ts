const numbered = /^\s*(\d+)(?:\s*[|│:]|\t)( ?)(.*)$/;

/**
 * Takes line numbers away that a model copied along (`12 | code`, `12: code`, `12<tab>code`): only where every line
 * has one and each is one more than that before. Two lines at least: `1: "a"` alone may be code.
 *
 * @returns `undefined` when there are none.
 */
export function withoutLineNumbers(lines: readonly string[]): readonly string[] | undefined {
  const parts = lines.map((line) => numbered.exec(line));
  const first = Number(parts[0]?.[1]);
  if (lines.length < 2 || !parts.every((part, at) => part !== null && Number(part[1]) === first + at)) return undefined;
  // The blank behind the mark belongs to the mark when all lines have it.
  const hasBlank = parts.every((part) => part?.[2] === " " || part?.[3] === "");
  return parts.map((part) => (hasBlank ? "" : (part?.[2] ?? "")) + (part?.[3] ?? ""));
}
