import { l10n, FilePermission, Position, Range, Uri, workspace, WorkspaceEdit } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import type { ProposalStore, StoredFile, StoredProposal } from "./proposalStore.js";

/** The first place that was changed. */
export interface AppliedPlace {
  readonly uri: Uri;
  readonly selection: Range;
}

/**
 * Puts an open proposal into its documents: one workspace edit, which is one undo step per file, and which the editor
 * makes as a whole or not at all. The documents are left unsaved.
 *
 * @throws PonderFailure `documentChanged` when the hunks' places are not certain any more; nothing was changed.
 */
export async function applyProposal(store: ProposalStore, stored: StoredProposal): Promise<AppliedPlace> {
  const { id } = stored.proposal;
  const documents = await Promise.all(stored.files.map(openForEdit));

  // No `await` from here to `applyEdit`: what is checked is what is changed. The editor checks the versions once more
  // when the edit arrives, and answers false when the user was faster.
  const edit = new WorkspaceEdit();
  let first: AppliedPlace | undefined;
  for (const [at, file] of stored.files.entries()) {
    const document = documents[at];
    const uri = Uri.parse(file.edit.uri);
    const placed = store.place(id, at, document?.getText() ?? "");
    if (!placed) throw changed(file);
    if (!document) edit.createFile(uri, { overwrite: false, ignoreIfExists: false });
    const positionAt = (offset: number) => document?.positionAt(offset) ?? new Position(0, 0);
    for (const { start, end, newText } of placed) {
      edit.replace(uri, new Range(positionAt(start), positionAt(end)), newText);
    }
    const start = positionAt(placed[0]?.start ?? 0);
    first ??= { uri, selection: new Range(start, start) };
  }
  const applied = await workspace.applyEdit(edit);
  const [file] = stored.files;
  if (!file || !first) throw new Error("a proposal without files");
  if (!applied) throw changed(file);
  return first;
}

/** The document of a file that is there. */
async function openForEdit({ edit, path }: StoredFile) {
  if (edit.kind === "create") return undefined;
  const uri = Uri.parse(edit.uri);
  await refuseReadOnly(uri, path);
  return workspace.openTextDocument(uri);
}

function changed({ path }: StoredFile): PonderFailure {
  return new PonderFailure(
    "documentChanged",
    l10n.t("{0} has changed since Ponder looked at it, so the proposal was not applied.", path),
    l10n.t("Run Fix again to get one for the text as it is now."),
  );
}

async function refuseReadOnly(uri: Uri, path: string): Promise<void> {
  const readOnly = new PonderFailure(
    "fileNotUsable",
    l10n.t("{0} is read-only, so the proposal was not applied.", path),
    l10n.t("Make the file writable and accept again."),
  );
  if (workspace.fs.isWritableFileSystem(uri.scheme) === false) throw readOnly;
  if (uri.scheme !== "file") return;
  const { permissions } = await workspace.fs.stat(uri);
  if (permissions && permissions & FilePermission.Readonly) throw readOnly;
}
