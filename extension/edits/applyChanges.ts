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
 * Makes changes in several documents, all or none. Each document gets an edit of its own, which is one undo step there
 * and touches no other one, and is left unsaved. When one was not made, the others are taken back.
 *
 * Must be called without an `await` after the places were checked: the editor checks the versions once more, and does
 * nothing when the user was faster.
 *
 * @returns whether they were made.
 */
export async function applyChanges(changes: readonly DocumentChange[]): Promise<boolean> {
  return applyAll(
    changes.map(({ uri, document, parts }) => {
      const before = document?.getText() ?? "";
      const edit = new WorkspaceEdit();
      if (!document) edit.createFile(uri, { overwrite: false });
      for (const { start, end, newText } of parts) {
        const range = document
          ? new Range(document.positionAt(start), document.positionAt(end))
          : new Range(0, 0, 0, 0);
        edit.replace(uri, range, newText);
      }
      return { uri, edit, before: document ? before : null, after: replaced(before, parts) };
    }),
  );
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
 * Puts documents back to earlier texts, each as one edit that can be undone; a file that was not there is deleted. All
 * or none.
 *
 * @returns whether it was done.
 */
export async function restoreDocuments(documents: readonly RestoredDocument[]): Promise<boolean> {
  const texts = documents.flatMap(({ uri, document, to }): readonly DocumentEdit[] => {
    if (to === null) return [];
    const edit = new WorkspaceEdit();
    if (document) {
      const { start, end, newText } = difference(document.getText(), to);
      edit.replace(uri, new Range(document.positionAt(start), document.positionAt(end)), newText);
    } else {
      edit.createFile(uri, { overwrite: false });
      edit.insert(uri, new Position(0, 0), to);
    }
    return [{ uri, edit, before: document?.getText() ?? null, after: to }];
  });
  if (!(await applyAll(texts))) return false;
  const deletion = new WorkspaceEdit();
  const made = documents.flatMap(({ document, to }) => (to === null && document ? [document] : []));
  for (const document of made) {
    // A document with changes would stay as an editor of a file that is gone.
    if (document.isDirty && !(await document.save())) return takeBack(texts);
    deletion.deleteFile(document.uri, { ignoreIfNotExists: true });
  }
  return made.length === 0 || (await workspace.applyEdit(deletion)) || takeBack(texts);
}

/** An edit of one document. */
interface DocumentEdit {
  readonly uri: Uri;
  readonly edit: WorkspaceEdit;
  /** `null`: it is created. */
  readonly before: string | null;
  readonly after: string;
}

async function applyAll(edits: readonly DocumentEdit[]): Promise<boolean> {
  // All are on their way with the versions of this moment before any of them is made.
  const done = await Promise.all(edits.map(({ edit }) => workspace.applyEdit(edit)));
  return done.every(Boolean) || takeBack(edits.filter((_, at) => done[at]));
}

/** Takes edits back, where nobody has changed their documents since. */
async function takeBack(edits: readonly DocumentEdit[]): Promise<false> {
  for (const { uri, before, after } of edits) {
    const document = openDocument(uri.toString());
    if (document?.getText() !== after) continue;
    const back = new WorkspaceEdit();
    if (before === null) back.deleteFile(uri, { ignoreIfNotExists: true });
    else back.replace(uri, new Range(0, 0, document.lineCount, 0), before);
    await workspace.applyEdit(back);
  }
  return false;
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
