import { Range, workspace, WorkspaceEdit, type TextDocument, type Uri } from "vscode";
import { openDocument } from "../documents.js";
import { replaced, type Replacement } from "./trackedFile.js";

/** What is to be put into a document. */
export interface DocumentChange {
  readonly uri: Uri;
  /** Absent: there is no such file, it is created. */
  readonly document: TextDocument | undefined;
  /** In order, not overlapping. */
  readonly parts: readonly Replacement[];
}

/**
 * Makes changes in several documents, all or none: one workspace edit, which is one undo step in each, and leaves them
 * unsaved. Whatever was done in spite of a failure is taken back.
 *
 * Must be called without an `await` after the places were checked: the editor checks the versions once more, and does
 * nothing when the user was faster.
 *
 * @returns whether they were made.
 */
export async function applyChanges(changes: readonly DocumentChange[]): Promise<boolean> {
  const before = changes.map(({ document }) => document?.getText() ?? "");
  const edit = new WorkspaceEdit();
  for (const { uri, document } of changes) if (!document) edit.createFile(uri, { overwrite: false });
  for (const { uri, document, parts } of changes) {
    for (const { start, end, newText } of parts) {
      const range = document ? new Range(document.positionAt(start), document.positionAt(end)) : new Range(0, 0, 0, 0);
      edit.replace(uri, range, newText);
    }
  }
  const isDone = await workspace.applyEdit(edit);
  if (!isDone) await takeBack(changes, before);
  return isDone;
}

/** Text edits alone are made as a whole or not at all; together with new files they are not. */
async function takeBack(changes: readonly DocumentChange[], before: readonly string[]): Promise<void> {
  const created = changes.filter(({ document }) => !document);
  if (created.length === 0) return;
  const edit = new WorkspaceEdit();
  for (const { uri, parts } of created) {
    const text = openDocument(uri.toString())?.getText();
    // Not a file that somebody else made in the meantime.
    if (text === replaced("", parts) || text === "") edit.deleteFile(uri, { ignoreIfNotExists: true });
  }
  for (const [at, { uri, document, parts }] of changes.entries()) {
    const old = before[at] ?? "";
    if (document?.getText() !== replaced(old, parts)) continue;
    edit.replace(uri, new Range(document.positionAt(0), document.positionAt(document.getText().length)), old);
  }
  await workspace.applyEdit(edit);
}
