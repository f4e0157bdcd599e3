const single = /[\u2018\u2019\u201A\u201B\u2032]/g;
const double = /[\u201C\u201D\u201E\u201F\u2033]/g;
const blanks = /[\u00A0\u2007\u202F]/g;
const any = /[\u2018-\u201F\u2032\u2033\u00A0\u2007\u202F]/;

/** Typographic quotes and hard blanks as the plain signs that code has. */
export function foldSigns(text: string): string {
  return any.test(text) ? text.replace(single, "'").replace(double, '"').replace(blanks, " ") : text;
}

/**
 * Takes typography back that a model put into code: only where a line of its text becomes a line of the old one by
 * that, and the old text has none of its own.
 */
export function foldLike(newLines: readonly string[], oldLines: readonly string[]): readonly string[] {
  if (!newLines.some((line) => any.test(line)) || oldLines.some((line) => any.test(line))) return newLines;
  const old = new Set(oldLines.map((line) => line.trim()));
  const isProven = newLines.some((line) => any.test(line) && old.has(foldSigns(line).trim()));
  return isProven ? newLines.map(foldSigns) : newLines;
}
