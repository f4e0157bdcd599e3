import type { LineRange } from "../context/enclosingBlock.js";
import { expandElisions, isElision } from "./elision.js";
import { diffLines, type LineEdit } from "./hunks.js";
import { withoutLineNumbers } from "./lineNumbers.js";
import { trimBlank } from "./match/findLines.js";
import { lineSimilarity } from "./match/lineSimilarity.js";
import { narrowTarget } from "./narrowTarget.js";
import { reindent } from "./reindent.js";
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
  const asked = lines.slice(target.start, target.end + 1);
  const plain = withoutLineNumbers(asked) === undefined ? withoutLineNumbers(trimBlank(code)) : undefined;
  const fresh = trimBlank(plain ?? code);
  const isWhole = isElision(fresh[0] ?? "", asked) || isElision(fresh.at(-1) ?? "", asked);
  const { start, end } = isWhole ? target : narrowTarget(fresh, lines, target, languageId);
  const old = trimBlank(lines.slice(start, end + 1));
  const leading = lines.slice(start, end + 1).findIndex((line) => line.trim() !== "");
  const whole = expandElisions(reindent(foldLike(fresh, old), old), old);
  return diffLines(old, whole, start + Math.max(0, leading));
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
