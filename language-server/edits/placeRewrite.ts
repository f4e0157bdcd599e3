import type { LineRange } from "../context/enclosingBlock.js";
import { expandElisions, isElision } from "./elision.js";
import { diffLines, type LineEdit } from "./hunks.js";
import { withoutLineNumbers } from "./lineNumbers.js";
import { trimBlank } from "./match/findLines.js";
import { lineSimilarity } from "./match/lineSimilarity.js";
import { narrowTarget } from "./narrowTarget.js";
import { reindent } from "./reindent.js";
import { retab } from "./retab.js";
import { foldLike } from "./signs.js";

/**
 * The edits by which a code block rewrites lines of the document.
 *
 * @throws `noProposal` when it leaves lines out and it is not certain which.
 */
export function placeRewrite(
  code: readonly string[],
  lines: readonly string[],
  target: LineRange,
  languageId: string,
): readonly LineEdit[] {
  const fresh = plainCode(code, lines, target);
  const { start, end } = rewrittenRange(code, lines, target, languageId);
  const old = trimBlank(lines.slice(start, end + 1));
  const leading = lines.slice(start, end + 1).findIndex((line) => line.trim() !== "");
  const whole = expandElisions(reindent(retab(foldLike(fresh, old), old), old), old);
  return diffLines(old, whole, start + Math.max(0, leading));
}

/** The lines that a code block rewrites: the target, or the one function of it that the block holds. */
export function rewrittenRange(
  code: readonly string[],
  lines: readonly string[],
  target: LineRange,
  languageId: string,
): LineRange {
  const fresh = plainCode(code, lines, target);
  const asked = lines.slice(target.start, target.end + 1);
  const isWhole = isElision(fresh[0] ?? "", asked) || isElision(fresh.at(-1) ?? "", asked);
  return isWhole ? target : narrowTarget(fresh, lines, target, languageId);
}

/** Without blank lines around, and without line numbers that the document has not. */
function plainCode(code: readonly string[], lines: readonly string[], target: LineRange): readonly string[] {
  const asked = trimBlank(lines.slice(target.start, target.end + 1));
  const plain = withoutLineNumbers(asked) === undefined ? withoutLineNumbers(trimBlank(code)) : undefined;
  return trimBlank(plain ?? code);
}

/** Of several code blocks (an example of use, a second variant) the one that looks most like the old code. */
export function mostSimilar(
  blocks: readonly (readonly string[])[],
  oldLines: readonly string[],
): readonly string[] | undefined {
  const old = trimBlank(oldLines);
  const known = new Set(old.map((line) => line.trim()));
  const score = (block: readonly string[]) => {
    const same = block.filter((line) => known.has(line.trim())).length;
    return (same + lineSimilarity(block[0] ?? "", old[0] ?? "")) / Math.max(block.length, old.length);
  };
  const [first, ...others] = blocks.map(trimBlank);
  return first && others.reduce((best, block) => (score(block) > score(best) ? block : best), first);
}
