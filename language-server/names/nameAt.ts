import type { Position } from "../../protocol/text.js";

const names = /[\p{L}_$#@][\p{L}\p{N}_$]*/gu;

/** The name that a position stands in, or at the end of. */
export function nameAt(lines: readonly string[], { line, character }: Position): string | undefined {
  for (const { 0: name, index } of (lines[line] ?? "").matchAll(names))
    if (index <= character && character <= index + name.length && /\p{L}/u.test(name)) return name;
  return undefined;
}

/** All names in a text. */
export function namesIn(text: string): ReadonlySet<string> {
  return new Set(text.match(names));
}
