import { createHash, randomUUID } from "node:crypto";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { EditProposal, FileEdit, Hunk } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { toHunks } from "./hunks.js";
import { lineEndOf, splitLines } from "./lines.js";
import { LineIndex } from "./match/lineIndex.js";
import { matchExact } from "./match/matchExact.js";
import { matchAnswer, type AnswerTargets, type MatchedAnswer, type MatchedFile } from "./matchAnswer.js";
import { linesOf } from "./targetDocument.js";

/**
 * Makes the proposal for the documents as they are now. Nothing is changed.
 *
 * @param answer the model's answer without its thought.
 * @throws what `matchAnswer` throws.
 */
export function makeProposal(answer: string, targets: AnswerTargets): EditProposal {
  return proposalOf(matchAnswer(answer, targets));
}

/** The proposal of what was matched. */
export function proposalOf({ files, summary, checks, failures }: MatchedAnswer): EditProposal {
  const failed = failures.length === 0 ? {} : { failures };
  return { id: randomUUID(), files: files.map(fileEdit), summary, checks, ...failed };
}

function fileEdit({ document, edits, target }: MatchedFile): FileEdit {
  const { uri, version, text } = document;
  const lines = linesOf(document);
  const rewritten = target && {
    start: { line: target.start, character: 0 },
    end: { line: target.end, character: lines[target.end]?.length ?? 0 },
  };
  const hunks = withOldText(toHunks(lines, edits, lineEndOf(text)), text);
  const hash = createHash("sha256").update(text, "utf8").digest("hex");
  return {
    uri,
    kind: version === null ? "create" : "edit",
    version,
    hash,
    hunks,
    ...(rewritten && { target: rewritten }),
  };
}

/** The hunks with the line ends that the text really has, and counted with its byte order mark. */
function withOldText(hunks: readonly Hunk[], text: string): readonly Hunk[] {
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  const moved = ({ line, character }: Hunk["range"]["start"]) =>
    line === 0 ? { line, character: character + mark } : { line, character };
  return hunks.map(({ range, newText }) => {
    const placed = { start: moved(range.start), end: moved(range.end) };
    const offsetAt = ({ line, character }: Hunk["range"]["start"]) => (starts[line] ?? text.length) + character;
    return { range: placed, oldText: text.slice(offsetAt(placed.start), offsetAt(placed.end)), newText };
  });
}

/**
 * Finds the lines of a target again in a document that changed while the model was thinking.
 *
 * @param old the lines as they were.
 * @throws `documentChanged` when they are not there any more, or more than once.
 */
export function findTargetAgain(old: readonly string[], document: TextDocument): LineRange {
  const found = matchExact(new LineIndex(splitLines(document.getText())), old);
  const [place] = found;
  if (place === undefined || found.length > 1)
    throw new PonderFailure(
      "documentChanged",
      "The code was changed while the model was thinking, so its proposal does not fit any more.",
      "Ask again.",
    );
  return { start: place.start, end: place.end - 1 };
}
