import { createHash, randomUUID } from "node:crypto";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { EditProposal, FileEdit } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { toHunks } from "./hunks.js";
import { lineEndOf, splitLines } from "./lines.js";
import { LineIndex } from "./match/lineIndex.js";
import { matchExact } from "./match/matchExact.js";
import { matchAnswer } from "./matchAnswer.js";

/**
 * Makes the proposal for the document as it is now. Nothing is changed.
 *
 * @param answer the model's answer without its thought.
 * @param target the lines that a single code block rewrites.
 * @throws what `matchAnswer` throws.
 */
export function makeProposal(document: TextDocument, answer: string, target: LineRange): EditProposal {
  const text = document.getText();
  const lines = splitLines(text);
  const fileName = decodeURIComponent(document.uri.split("/").at(-1) ?? "");
  const { languageId } = document;
  const { edits, summary, checks, failures } = matchAnswer(answer, { lines, fileName, languageId }, target);
  const hunks = toHunks(lines, edits, lineEndOf(text)).map((hunk) => ({
    ...hunk,
    oldText: document.getText(hunk.range),
  }));
  const { uri, version } = document;
  const file: FileEdit = { uri, kind: "edit", version, hash: textHash(text), hunks };
  const failed = failures.length === 0 ? {} : { failures };
  return { id: randomUUID(), files: [file], summary, checks, ...failed };
}

/** See {@link FileEdit.hash}. */
function textHash(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
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
