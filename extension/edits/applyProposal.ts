import { l10n, FilePermission, Range, Uri, workspace, WorkspaceEdit } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import type { ProposalStore, StoredProposal } from "./proposalStore.js";

/**
 * Puts an open proposal into its document: one workspace edit, which is one undo step. The document is left unsaved.
 *
 * @returns the range in the document where the first change was made.
 * @throws PonderFailure `documentChanged` when the hunks' places are not certain any more; the document is untouched.
 */
export async function applyProposal(store: ProposalStore, stored: StoredProposal): Promise<Range> {
  const uri = Uri.parse(stored.proposal.uri);
  await refuseReadOnly(uri, stored.path);
  const document = await workspace.openTextDocument(uri);

  // No `await` from here to `applyEdit`: what is checked is what is changed. The editor checks the version once more
  // when the edit arrives, and answers false when the user was faster.
  const current = { version: document.version, text: document.getText() };
  const placed = store.place(stored.proposal.id, current);
  if (!placed) throw changed(stored);
  const edit = new WorkspaceEdit();
  for (const { start, end, newText } of placed) {
    edit.replace(uri, new Range(document.positionAt(start), document.positionAt(end)), newText);
  }
  const applied = await workspace.applyEdit(edit);
  if (!applied) throw changed(stored);
  const start = document.positionAt(placed[0]?.start ?? 0);
  return new Range(start, start);
}

function changed({ path }: StoredProposal): PonderFailure {
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
