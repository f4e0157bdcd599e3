const plain: ReadonlyMap<string, string> = new Map([
  ..."\u2018\u2019\u201A\u201B\u2032".split("").map((sign): [string, string] => [sign, "'"]),
  ..."\u201C\u201D\u201E\u201F\u2033".split("").map((sign): [string, string] => [sign, '"']),
  ..."\u00A0\u2007\u202F".split("").map((sign): [string, string] => [sign, " "]),
]);
const typographic = /[\u2018-\u201F\u2032\u2033\u00A0\u2007\u202F]/g;

/** Typographic quotes and hard blanks as the plain signs that code has. */
export function foldSigns(text: string): string {
  return foldAllBut(text, new Set());
}

/** {@link foldSigns} but for the signs that the old text has itself. */
export function foldForeignSigns(newLines: readonly string[], oldLines: readonly string[]): readonly string[] {
  const own = signsOf(oldLines);
  return newLines.map((line) => foldAllBut(line, own));
}

/**
 * Takes typography back that a model put into code: only where a line of its text becomes a line of the old one by
 * that, and only signs that the old text has not itself.
 */
export function foldLike(newLines: readonly string[], oldLines: readonly string[]): readonly string[] {
  if (signsOf(newLines).size === 0) return newLines;
  const folded = foldForeignSigns(newLines, oldLines);
  const old = new Set(oldLines.map((line) => line.trim()));
  const isProven = folded.some((line, at) => line !== newLines[at] && old.has(line.trim()));
  return isProven ? folded : newLines;
}

function foldAllBut(text: string, own: ReadonlySet<string>): string {
  return text.replace(typographic, (sign) => (own.has(sign) ? sign : (plain.get(sign) ?? sign)));
}

function signsOf(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.match(typographic) ?? []));
}
