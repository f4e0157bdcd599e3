import type { LineRange } from "../context/enclosingBlock.js";
import { secondVersion } from "./blockFailures.js";
import type { FailedBlock } from "./joinEdits.js";
import { trimBlank } from "./match/findLines.js";
import type { NumberedBlock } from "./matchFile.js";
import { mostSimilar, rewrittenRange } from "./placeRewrite.js";
import type { RewriteBlock } from "./parse/editBlock.js";
import { linesOf, type TargetDocument } from "./targetDocument.js";

/** Which blocks of an answer are meant, and which are not although they name the file. */
export interface ChosenBlocks {
  readonly chosen: readonly NumberedBlock[];
  readonly failed: readonly FailedBlock[];
}

/**
 * Several code blocks for one document are, in this order of likelihood: different functions of it, of which each is
 * rewritten; or variants and examples of use, of which one is meant. Those that name the file go before those that name
 * none, and smaller edits in other forms before all of them.
 */
export function chooseRewrites(
  blocks: readonly NumberedBlock[],
  document: TargetDocument,
  target: LineRange,
): ChosenBlocks {
  const others = blocks.filter(({ block }) => block.kind !== "rewrite");
  const rewrites = blocks.filter(isRewrite);
  const named = rewrites.filter(({ block }) => block.path !== undefined);
  if (others.length > 0) return { chosen: others, failed: unlikeAny(named, [], document) };
  const candidates = named.length > 0 ? named : rewrites;
  const different = differentPieces(candidates, document, target);
  if (different.length > 1) return { chosen: different, failed: unlikeAny(named, different, document) };
  const old = linesOf(document).slice(target.start, target.end + 1);
  const best = mostSimilar(
    candidates.map(({ block }) => block.lines),
    old,
  );
  const chosen = candidates.filter(({ block }) => trimBlank(block.lines).join("\n") === best?.join("\n")).slice(0, 1);
  return { chosen, failed: unlikeAny(named, chosen, document) };
}

function isRewrite(numbered: NumberedBlock): numbered is NumberedBlock<RewriteBlock> {
  return numbered.block.kind === "rewrite";
}

/** The blocks that each rewrite one function of the document, if no two rewrite the same. */
function differentPieces(
  candidates: readonly NumberedBlock<RewriteBlock>[],
  document: TargetDocument,
  target: LineRange,
): readonly NumberedBlock[] {
  if (candidates.length < 2) return [];
  const lines = linesOf(document);
  const pieces = candidates.flatMap((numbered) => {
    const range = rewrittenRange(numbered.block.lines, lines, target, document.languageId);
    return range.start === target.start && range.end === target.end ? [] : [{ numbered, range }];
  });
  const inOrder = pieces.toSorted((a, b) => a.range.start - b.range.start);
  const overlap = inOrder.some(({ range }, at) => range.start <= (inOrder[at - 1]?.range.end ?? -1));
  return overlap ? [] : pieces.map(({ numbered }) => numbered);
}

/** Versions of a file that are passed over are named, unless they say the same. */
function unlikeAny(
  named: readonly NumberedBlock<RewriteBlock>[],
  chosen: readonly NumberedBlock[],
  document: TargetDocument,
): readonly FailedBlock[] {
  const taken = new Set(
    chosen.flatMap(({ block }) => (block.kind === "rewrite" ? [trimBlank(block.lines).join("\n")] : [])),
  );
  return named
    .filter(({ block }) => !taken.has(trimBlank(block.lines).join("\n")))
    .map(({ block, number }) => ({ block: number, failure: secondVersion(block.path ?? document.path) }));
}
