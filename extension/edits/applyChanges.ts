import { l10n, Position, Range, workspace, WorkspaceEdit, type TextDocument, type Uri } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { openDocument, shownPath } from "../documents.js";
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
 * @throws PonderFailure `documentChanged` when some were not made, and others could not be taken back.
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
 * @throws PonderFailure `documentChanged` as {@link applyChanges}.
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
  // One by one, since of several in one edit the first are gone when a later one is refused.
  const done = [...texts];
  for (const { uri, document, to } of documents) {
    if (to !== null || !document) continue;
    // A document with changes would stay as an editor of a file that is gone.
    if (document.isDirty && !(await succeeds(document.save()))) return takeBack(done);
    const edit = new WorkspaceEdit();
    edit.deleteFile(uri, { ignoreIfNotExists: true });
    const deletion = { uri, edit, before: document.getText(), after: null };
    if (!(await succeeds(workspace.applyEdit(edit)))) return takeBack(done);
    done.push(deletion);
  }
  return true;
}

/** An edit of one document. */
interface DocumentEdit {
  readonly uri: Uri;
  readonly edit: WorkspaceEdit;
  /** `null`: it is created. */
  readonly before: string | null;
  /** `null`: it is deleted. */
  readonly after: string | null;
}

async function applyAll(edits: readonly DocumentEdit[]): Promise<boolean> {
  // All are on their way with the versions of this moment before any of them is made.
  const done = await Promise.all(edits.map(({ edit }) => succeeds(workspace.applyEdit(edit))));
  return done.every(Boolean) || takeBack(edits.filter((_, at) => done[at]));
}

/**
 * Takes edits back, where nobody has changed their documents since.
 *
 * @throws PonderFailure `documentChanged` with the files that could not be put back.
 */
async function takeBack(edits: readonly DocumentEdit[]): Promise<false> {
  const kept: Uri[] = [];
  for (const { uri, before, after } of edits) {
    const document = openDocument(uri.toString());
    const back = new WorkspaceEdit();
    if (after === null) back.createFile(uri, { overwrite: false, contents: new TextEncoder().encode(before ?? "") });
    else if (before === null) back.deleteFile(uri, { ignoreIfNotExists: true });
    else back.replace(uri, new Range(0, 0, document?.lineCount ?? 0, 0), before);
    const isAsLeft = after === null || (document !== undefined && isSameText(document.getText(), after));
    if (!isAsLeft || !(await succeeds(workspace.applyEdit(back)))) kept.push(uri);
  }
  if (kept.length > 0) throw notPutBack(kept);
  return false;
}

/** Line ends aside, which are the editor's own in a file that it made. */
function isSameText(left: string, right: string): boolean {
  return left.replaceAll("\r\n", "\n") === right.replaceAll("\r\n", "\n");
}

/** What the editor rejects instead of refusing it was not done either, and what was done before has to be taken back. */
async function succeeds(work: Thenable<boolean>): Promise<boolean> {
  try {
    return await work;
  } catch {
    return false;
  }
}

function notPutBack(uris: readonly Uri[]): PonderFailure {
  return new PonderFailure(
    "documentChanged",
    l10n.t("Not all of it could be done, and these files could not be put back: {0}.", uris.map(shownPath).join(", ")),
    l10n.t("Look at them: undo in the editor takes the change back."),
  );
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
