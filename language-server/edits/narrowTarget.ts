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
  const [block, ...others] = blocksNamed(wanted, lines, target, languageId);
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

/** The functions and classes of that name inside the target. */
function blocksNamed(
  name: string,
  lines: readonly string[],
  target: LineRange,
  languageId: string,
): readonly LineRange[] {
  const found = new Map<number, LineRange>();
  for (let line = target.start; line <= target.end; line++) {
    if (lines[line]?.includes(name) !== true) continue;
    const { start, end, name: own } = enclosingBlock(lines, line, languageId);
    if (own === name && start >= target.start && end <= target.end) found.set(start, { start, end });
  }
  return [...found.values()];
}
