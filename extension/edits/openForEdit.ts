import { FilePermission, FileSystemError, l10n, workspace, type TextDocument, type Uri } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { openDocument } from "../documents.js";
import { isSupportedScheme } from "../server/schemes.js";

/**
 * The document of a file that is there, to be changed.
 *
 * @param path as the user knows it.
 * @param seenMs when the file was changed last, as it was when the proposal came.
 * @throws PonderFailure `fileNotUsable`: why it cannot be changed.
 */
export async function openForEdit(uri: Uri, path: string, seenMs: number | undefined): Promise<TextDocument> {
  const failure = (message: string, hint: string) => new PonderFailure("fileNotUsable", message, hint);
  if (!isSupportedScheme(uri.scheme)) {
    throw failure(
      l10n.t("Ponder cannot change {0}: it is no file of yours.", path),
      l10n.t("Open the file itself and ask there."),
    );
  }
  const open = openDocument(uri.toString());
  if (uri.scheme === "untitled" || uri.scheme === "vscode-notebook-cell") {
    if (open) return open;
    throw failure(l10n.t("{0} was closed, so the proposal was not applied.", path), l10n.t("Open it and ask again."));
  }
  const readOnly = failure(
    l10n.t("{0} is read-only, so the proposal was not applied.", path),
    l10n.t("Make the file writable and accept again."),
  );
  if (workspace.fs.isWritableFileSystem(uri.scheme) === false) throw readOnly;
  try {
    const { permissions, mtime } = await workspace.fs.stat(uri);
    if (permissions && permissions & FilePermission.Readonly) throw readOnly;
    if (open?.isDirty === true && seenMs !== undefined && mtime !== seenMs) {
      throw failure(
        l10n.t("{0} was changed on disk while it has changes that are not saved.", path),
        l10n.t("Save or revert it first, then accept again."),
      );
    }
    return open ?? (await workspace.openTextDocument(uri));
  } catch (error) {
    if (PonderFailure.is(error)) throw error;
    const isGone = error instanceof FileSystemError && error.code === "FileNotFound";
    throw isGone
      ? failure(
          l10n.t("{0} was deleted, so the proposal was not applied.", path),
          l10n.t("Bring it back and ask again."),
        )
      : failure(
          l10n.t("{0} cannot be opened as text, so the proposal was not applied.", path),
          l10n.t("Ponder changes text files only."),
        );
  }
}

/** When a file was changed last, in milliseconds; `undefined` where that means nothing. */
export async function modifiedMs(uri: Uri): Promise<number | undefined> {
  try {
    return uri.scheme === "file" || uri.scheme === "vscode-vfs" ? (await workspace.fs.stat(uri)).mtime : undefined;
  } catch {
    return undefined;
  }
}
