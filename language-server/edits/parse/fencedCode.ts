import { PonderFailure } from "../../../protocol/errors.js";
import { named, type ParsedBlocks } from "./editBlock.js";
import { findFences, outsideFences } from "./fences.js";
import { pathInInfo, pathInLine } from "../../../protocol/pathLine.js";

/**
 * Reads the fenced blocks of an answer: each may be the rewritten range, or, with a path in its info string or on the
 * line above, a whole file.
 *
 * @throws `noProposal` when there is no code in the answer.
 */
export function parseFencedCode(lines: readonly string[]): ParsedBlocks {
  const fences = findFences(lines).filter((fence) => fence.lines.some((line) => line.trim() !== ""));
  if (fences.length === 0)
    throw new PonderFailure(
      "noProposal",
      "The answer holds no code that could be put into the file.",
      "Ask again, or ask in the panel and copy what you need.",
    );
  const blocks = fences.map((fence) => {
    const above = lines.slice(0, fence.start).findLast((line) => line.trim() !== "") ?? "";
    const path = pathInInfo(fence.info) ?? pathInLine(above);
    return { kind: "rewrite", lines: fence.lines, ...named(path) } as const;
  });
  const prose = outsideFences(lines, fences).filter((line) => pathInLine(line) === undefined);
  return { blocks, prose: prose.join("\n") };
}
