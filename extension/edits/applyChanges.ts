import { Position, Range, workspace, WorkspaceEdit, type TextDocument, type Uri } from "vscode";
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

/** A document, and what it has to be. */
export interface RestoredDocument {
  readonly uri: Uri;
  /** Absent: there is no such file. */
  readonly document: TextDocument | undefined;
  /** `null`: no file. */
  readonly to: string | null;
}

/**
 * Puts documents back to earlier texts, each as one edit that can be undone; a file that was not there is deleted.
 *
 * @returns whether it was done.
 */
export async function restoreDocuments(documents: readonly RestoredDocument[]): Promise<boolean> {
  const edit = new WorkspaceEdit();
  for (const { uri, document, to } of documents) {
    if (to === null) {
      // A document with changes would stay as an editor of a file that is gone.
      if (document?.isDirty === true && !(await document.save())) return false;
      if (document) edit.deleteFile(uri, { ignoreIfNotExists: true });
    } else if (document) {
      const { start, end, newText } = difference(document.getText(), to);
      edit.replace(uri, new Range(document.positionAt(start), document.positionAt(end)), newText);
    } else {
      edit.createFile(uri, { overwrite: false });
      edit.insert(uri, new Position(0, 0), to);
    }
  }
  return workspace.applyEdit(edit);
}

/** The one piece in which two texts differ. No surrogate pair and no line end is cut apart. */
function difference(from: string, to: string): Replacement {
  const isInside = (text: string, at: number) =>
    /^(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|\r\n)/.test(text.slice(at - 1, at + 1));
  const most = Math.min(from.length, to.length);
  let head = 0;
  while (head < most && from[head] === to[head]) head++;
  while (head > 0 && (isInside(from, head) || isInside(to, head))) head--;
  let tail = 0;
  while (tail < most - head && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  while (tail > 0 && (isInside(from, from.length - tail) || isInside(to, to.length - tail))) tail--;
  return { start: head, end: from.length - tail, newText: to.slice(head, to.length - tail) };
}
