import type { TextDocument } from "vscode-languageserver-textdocument";
import type { EditProposal, Hunk } from "../protocol/edits.js";
import { PonderFailure } from "../protocol/errors.js";

/** What a proposal changes in a file; nothing where it does not name the file. */
export function hunksOf({ files }: EditProposal, uri: string): readonly Hunk[] {
  return files.find((file) => file.uri === uri)?.hunks ?? [];
}

/**
 * The text of a document after the hunks of a proposal.
 *
 * @param hunks in document order, not overlapping.
 * @throws PonderFailure `documentChanged` when a hunk's old text is not what stands there.
 */
export function applyHunks(document: TextDocument, hunks: readonly Hunk[]): string {
  const text = document.getText();
  let result = "";
  let done = 0;
  for (const { range, oldText, newText } of hunks) {
    const start = document.offsetAt(range.start);
    const end = document.offsetAt(range.end);
    if (start < done || text.slice(start, end) !== oldText) {
      throw new PonderFailure("documentChanged", "The edit was made for another text.", "Run the command again.");
    }
    result += text.slice(done, start) + newText;
    done = end;
  }
  return result + text.slice(done);
}
