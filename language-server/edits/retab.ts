import { indentOf } from "./lines.js";

/**
 * Gives rewritten lines the tabs or blanks of the old ones: models write blanks whatever a file has. Only where the
 * lines that both have show that nothing else was meant.
 */
export function retab(newLines: readonly string[], oldLines: readonly string[]): readonly string[] {
  const wanted = styleOf(oldLines);
  const given = styleOf(newLines);
  if (wanted === undefined || given === undefined || wanted.sign === given.sign) return newLines;
  const converted = newLines.map((line) => {
    const indent = indentOf(line);
    const levels = indent.length / given.width;
    if (!Number.isInteger(levels)) return line;
    return wanted.sign.repeat(levels * wanted.width) + line.slice(indent.length);
  });
  const old = new Set(oldLines);
  const indented = converted.filter((line, at) => line !== newLines[at]);
  const known = indented.filter((line) => old.has(line)).length;
  return known * 2 >= indented.length ? converted : newLines;
}

/** How all indented lines begin, and the width of one level; nothing where they differ. */
function styleOf(lines: readonly string[]): { readonly sign: string; readonly width: number } | undefined {
  const indents = lines.filter((line) => line.trim() !== "").flatMap((line) => indentOf(line) || []);
  if (indents.length === 0) return undefined;
  if (indents.every((indent) => /^\t+$/.test(indent))) return { sign: "\t", width: 1 };
  if (!indents.every((indent) => /^ +$/.test(indent))) return undefined;
  return { sign: " ", width: indents.map(({ length }) => length).reduce(divisor) };
}

/** The greatest common divisor (Euclid). */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
