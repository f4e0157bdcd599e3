import { enclosingBlock, type LineRange } from "../context/enclosingBlock.js";

/**
 * A model that was shown many functions often answers with the one it changed. Then only that one is rewritten;
 * taking the answer for the whole would delete the others.
 *
 * @param code the answered block, without blank lines around it.
 * @param lines the document.
 * @param target the lines that were asked for.
 * @returns the lines of the one function or class with the name of the answered one, when it is a part of `target`
 * and the answer does not repeat what stands around it; else `target`.
 */
export function narrowTarget(
  code: readonly string[],
  lines: readonly string[],
  target: LineRange,
  languageId: string,
): LineRange {
  const wanted = enclosingBlock(code, 0, languageId).name;
  if (wanted === undefined) return target;
  const [block, ...others] = namedBlocks(lines, target, languageId).get(wanted) ?? [];
  if (block === undefined || others.length > 0) return target;
  const answered = new Set(code.map((line) => line.trim()));
  const around = lines
    .slice(target.start, target.end + 1)
    .filter((line, index) => {
      const number = target.start + index;
      return (number < block.start || number > block.end) && /\p{L}/u.test(line);
    })
    .map((line) => line.trim());
  const repeated = around.filter((line) => answered.has(line)).length;
  return around.length > 0 && repeated * 2 < around.length ? block : target;
}

/** The functions and classes inside the target, by name. */
function namedBlocks(
  lines: readonly string[],
  target: LineRange,
  languageId: string,
): ReadonlyMap<string, readonly LineRange[]> {
  const found = new Map<string, LineRange[]>();
  for (let line = target.start; line <= target.end;) {
    const block = enclosingBlock(lines, line, languageId);
    if (block.name !== undefined && block.start >= target.start && block.end <= target.end) {
      found.set(block.name, [...(found.get(block.name) ?? []), { start: block.start, end: block.end }]);
    }
    line = Math.max(line, block.end) + 1;
  }
  return found;
}
