import type { BlockFailure } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { allFailed } from "./blockFailures.js";
import { checksOf } from "./checks.js";
import type { LineEdit } from "./hunks.js";
import { joinEdits, type BlockEdits, type FailedBlock } from "./joinEdits.js";
import { matchAnswer, type MatchedAnswer } from "./matchAnswer.js";
import { linesOf, type MainDocument } from "./targetDocument.js";

/** What became of the question about one block of a document. */
export interface BlockAnswer {
  /** The answer without its thought, or why there is none. */
  readonly answer: string | PonderFailure;
  /** The lines that a code block in it rewrites, in the document as it is now, or why they are not there any more. */
  readonly target: LineRange | PonderFailure;
}

/** What several answers change. */
export interface JoinedAnswers extends MatchedAnswer {
  /** The same as SEARCH/REPLACE blocks: in this form it says itself where it belongs. */
  readonly answer: string;
}

/**
 * Turns answers about several blocks of one document into one edit of it. A block that fails does not hold up the
 * others; its number among the failures is that of its answer, from 1.
 *
 * @throws the failure of a block when nothing is left to be changed.
 */
export function joinAnswers(answers: readonly BlockAnswer[], document: Omit<MainDocument, "target">): JoinedAnswers {
  const matched = answers.map((answer) => matchBlock(answer, document));
  const failed: FailedBlock[] = [];
  const placed: BlockEdits[] = [];
  for (const [at, one] of matched.entries()) {
    const block = at + 1;
    if (PonderFailure.is(one)) failed.push({ block, failure: one });
    else placed.push({ block, edits: one.files.flatMap(({ edits }) => edits) });
  }
  const joined = joinEdits(placed);
  failed.push(...joined.failed);
  if (joined.edits.length === 0) throw allFailed(failed.map(({ failure }) => failure));
  const fitting = matched.flatMap((one) => (PonderFailure.is(one) ? [] : one));
  const summaries = fitting.map(({ summary }) => summary).filter((summary) => summary !== "");
  const own = fitting.flatMap(({ checks }) => checks).filter(({ name }) => name === "format" || name === "match");
  return {
    files: [{ document, edits: joined.edits }],
    answer: searchReplace(linesOf(document), answers, joined.edits),
    summary: [...new Set(summaries)].join(" "),
    checks: [
      ...new Map(own.map((check) => [`${check.name} ${check.message}`, check])).values(),
      ...checksOf(document, linesOf(document), joined.edits, false),
    ],
    failures: [...failed.map(toFailure), ...partsOf(matched)].sort((a, b) => a.block - b.block),
  };
}

/** A block for each target with edits in it: more than the lines that change, so that they are found in one place. */
function searchReplace(lines: readonly string[], answers: readonly BlockAnswer[], edits: readonly LineEdit[]): string {
  const targets = answers.flatMap(({ target }) => (PonderFailure.is(target) ? [] : target));
  const pieces = new Map<LineRange, LineEdit[]>();
  for (const edit of edits) {
    const around = targets.find(({ start, end }) => edit.start >= start && edit.end <= end + 1);
    const piece = around ?? { start: edit.start, end: edit.end - 1 };
    pieces.set(piece, [...(pieces.get(piece) ?? []), edit]);
  }
  const blocks = [...pieces].map(([{ start, end }, inside]) => {
    const changed: string[] = [];
    let at = start;
    for (const edit of inside) {
      changed.push(...lines.slice(at, edit.start), ...edit.lines);
      at = edit.end;
    }
    changed.push(...lines.slice(at, end + 1));
    return ["<<<<<<< SEARCH", ...lines.slice(start, end + 1), "=======", ...changed, ">>>>>>> REPLACE", ""].join("\n");
  });
  return blocks.join("\n");
}

function matchBlock(
  { answer, target }: BlockAnswer,
  document: Omit<MainDocument, "target">,
): MatchedAnswer | PonderFailure {
  if (PonderFailure.is(answer)) return answer;
  if (PonderFailure.is(target)) return target;
  try {
    return matchAnswer(answer, { main: { ...document, target }, named: new Map() });
  } catch (error) {
    if (PonderFailure.is(error)) return error;
    throw error;
  }
}

const toFailure = ({ block, failure }: FailedBlock): BlockFailure => ({ block, ...failure.data });

/** What of answers that fit did not. */
function partsOf(matched: readonly (MatchedAnswer | PonderFailure)[]): readonly BlockFailure[] {
  return matched.flatMap((one, at) =>
    PonderFailure.is(one) ? [] : one.failures.map((failure) => ({ ...failure, block: at + 1 })),
  );
}
