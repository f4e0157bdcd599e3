import type { BlockFailure, Check } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { allFailed, noFile, otherFile } from "./blockFailures.js";
import { checksOf, formatCheck, matchCheck } from "./checks.js";
import type { LineEdit } from "./hunks.js";
import type { FailedBlock } from "./joinEdits.js";
import { matchFile, type NumberedBlock, type Way } from "./matchFile.js";
import type { EditBlock } from "./parse/editBlock.js";
import { parseAnswer } from "./parse/parseAnswer.js";
import { summaryOf } from "./summary.js";
import { canMean, linesOf, type MainDocument, type TargetDocument } from "./targetDocument.js";

/** What an answer may change. */
export interface AnswerTargets {
  /** What blocks without a path are for; absent: every block has to name its file. */
  readonly main?: MainDocument;
  /** What the client made of the other paths that the answer names: a document, or why it is none. */
  readonly named: ReadonlyMap<string, TargetDocument | PonderFailure>;
}

/** What an answer changes in a document. */
export interface MatchedFile {
  readonly document: TargetDocument;
  /** In document order, not overlapping, each as small as lines allow; at least one. */
  readonly edits: readonly LineEdit[];
  /** The lines that a code block rewrites, when one does. */
  readonly target?: LineRange;
}

/** What an answer changes. */
export interface MatchedAnswer {
  /** At least one. */
  readonly files: readonly MatchedFile[];
  readonly summary: string;
  readonly checks: readonly Check[];
  /** Blocks of the answer that are not in `files`. */
  readonly failures: readonly BlockFailure[];
}

/**
 * Turns a model's answer (without its thought) into edits of documents. A block that cannot be placed does not hold
 * up the others; it is among the failures.
 *
 * @throws `noProposal`, `noChange`, `noMatch`, `ambiguous`, `notWanted`, or what `targets` gives for a path, when
 * nothing is left to be changed.
 */
export function matchAnswer(answer: string, targets: AnswerTargets): MatchedAnswer {
  const { blocks, prose } = parseAnswer(answer);
  const failed: FailedBlock[] = [];
  const files: MatchedFile[] = [];
  const ways = new Set<Way>();
  const paths = new Map(blocks.map(({ path }, at) => [at + 1, path]));
  for (const [document, own] of byDocument(blocks, targets, failed)) {
    const target = document === targets.main ? targets.main.target : undefined;
    const matched = matchFile(own, document, target);
    failed.push(...matched.failed);
    if (matched.edits.length === 0) continue;
    const isRewritten = matched.ways.has("rewrite");
    const rewritten = target ?? { start: 0, end: linesOf(document).length - 1 };
    files.push({ document, edits: matched.edits, ...(isRewritten && { target: rewritten }) });
    for (const way of matched.ways) ways.add(way);
  }
  failed.sort((a, b) => a.block - b.block);
  if (files.length === 0) throw allFailed(failed.map(({ failure }) => failure));
  const several = files.length > 1;
  return {
    files,
    summary: summaryOf(prose),
    checks: [
      formatCheck,
      matchCheck(ways),
      ...files.flatMap(({ document, edits }) => checksOf(document, linesOf(document), edits, several)),
    ],
    failures: failed.map(({ block, failure }) => {
      const path = paths.get(block);
      return { block, ...(path === undefined ? {} : { path }), ...failure.data };
    }),
  };
}

/** The blocks of each document. Those that have none are added to `failed`. */
function byDocument(
  blocks: readonly EditBlock[],
  targets: AnswerTargets,
  failed: FailedBlock[],
): ReadonlyMap<TargetDocument, readonly NumberedBlock[]> {
  const found = new Map<TargetDocument, NumberedBlock[]>();
  // One and the same document, by whatever path it is named.
  const byUri = new Map<string, TargetDocument>(targets.main ? [[targets.main.uri, targets.main]] : []);
  for (const [at, asked] of blocks.entries()) {
    const block = withPathComment(asked, targets.main);
    const number = at + 1;
    const named = documentOf(block, targets);
    if (PonderFailure.is(named)) {
      failed.push({ block: number, failure: named });
      continue;
    }
    const document = byUri.get(named.uri) ?? named;
    byUri.set(named.uri, document);
    const own = found.get(document);
    if (own) own.push({ block, number });
    else found.set(document, [{ block, number }]);
  }
  return found;
}

/** The path in the first comment of a code block is code where the document has that comment itself. */
function withPathComment(block: EditBlock, main: MainDocument | undefined): EditBlock {
  if (block.kind !== "rewrite" || block.pathComment === undefined || !main) return block;
  const comment = block.pathComment;
  if (!linesOf(main).some((line) => line.trim() === comment.trim())) return block;
  const { path: _, pathComment: __, ...rest } = block;
  return { ...rest, lines: [comment, ...block.lines] };
}

function documentOf({ path }: EditBlock, { main, named }: AnswerTargets): TargetDocument | PonderFailure {
  if (path === undefined) return main ?? noFile();
  const known = named.get(path);
  if (known !== undefined) return known;
  if (main === undefined) return noFile();
  return path === main.shownPath || canMean(path, main) ? main : otherFile(path, baseName(main.path));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
