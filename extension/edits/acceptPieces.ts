import { l10n, Range, Uri, type TextDocument } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { applyChanges, type DocumentChange } from "./applyChanges.js";
import { confirmStrange, failedChecks, type Strangeness } from "./confirmations.js";
import { openForEdit } from "./openForEdit.js";
import { guardFile } from "./pathGuard.js";
import type { Piece, ProposalStore, StoredProposal } from "./proposalStore.js";
import { replaced, replacements, type TrackedFile } from "./trackedFile.js";

/** What accepting needs of its surroundings. */
export interface AcceptParts {
  readonly store: ProposalStore;
  /** Folders of ours, where nothing is written for a model. */
  readonly ownFolders: readonly Uri[];
  /** When a file was changed last, as the proposal came. */
  readonly seenMs: (uri: string) => Promise<number | undefined>;
  /** Files of proposals that the user has confirmed already. */
  readonly confirmed: Set<string>;
  /** Keeps what the files were before. Called right before they are changed; must not wait for anything. */
  readonly onApply: (stored: StoredProposal, before: readonly FileBefore[]) => void;
}

/** A file as it was before an edit, and as it is after it. */
export interface FileBefore {
  readonly uri: string;
  /** `undefined`: it was not there. */
  readonly before: string | undefined;
  readonly after: string;
}

/** The first place that was changed. */
export interface AppliedPlace {
  readonly uri: Uri;
  readonly selection: Range;
}

/**
 * Puts hunks of a proposal into their documents, all or none.
 *
 * @returns `undefined` when the user did not confirm what has to be confirmed.
 * @throws PonderFailure `documentChanged` when a place is not certain any more, `fileNotUsable` or `pathRefused` when a
 * file cannot or must not be written. Then nothing was changed.
 */
export async function acceptPieces(
  { store, ownFolders, seenMs, confirmed, onApply }: AcceptParts,
  stored: StoredProposal,
  pieces: readonly Piece[],
): Promise<AppliedPlace | undefined> {
  const { id, checks } = stored.proposal;
  const documents: (TextDocument | undefined)[] = [];
  const strange: Strangeness[] = [];
  for (const { file } of pieces) {
    const { edit, path } = fileOf(stored, file);
    const uri = Uri.parse(edit.uri, true);
    // A file of which a part was accepted is there, whatever it was.
    const kind = fileOf(stored, file).hunks.some(({ state }) => state === "accepted") ? "edit" : edit.kind;
    const isEdit = kind === "edit";
    const protection = await guardFile({ uri, kind, path, isAsked: stored.asked === edit.uri }, ownFolders);
    documents.push(isEdit ? await openForEdit(uri, path, await seenMs(edit.uri)) : undefined);
    if (!confirmed.has(`${id} ${edit.uri}`))
      strange.push({
        path,
        reasons: [...(protection === undefined ? [] : [protection]), ...failedChecks(checks, edit.uri)],
      });
  }
  if (!(await confirmStrange(strange))) return undefined;
  for (const { file } of pieces) confirmed.add(`${id} ${fileOf(stored, file).edit.uri}`);

  // No `await` from here to the edit: what is checked is what is changed.
  for (const [at, { file }] of pieces.entries()) store.follow({ id, file }, documents[at]?.getText() ?? "");
  const now = store.get(id);
  if (!now) return undefined;
  const changes = pieces.map(({ file, hunks }, at): DocumentChange => {
    const one = fileOf(now, file);
    const parts = replacements(one, hunks);
    if (!parts) throw changed(one);
    return { uri: Uri.parse(one.edit.uri, true), document: documents[at], parts };
  });
  onApply(
    now,
    changes.map(({ uri, document, parts }) => ({
      uri: uri.toString(),
      before: document?.getText(),
      after: replaced(document?.getText() ?? "", parts),
    })),
  );
  store.accept(pieces);
  let isDone = false;
  try {
    isDone = await applyChanges(changes);
  } finally {
    if (!isDone) {
      store.put(now);
      for (const [at, { file }] of pieces.entries()) store.follow({ id, file }, documents[at]?.getText() ?? "");
    }
  }
  if (!isDone) throw changed(fileOf(now, pieces[0]?.file ?? 0));
  const [first] = changes;
  if (!first) return undefined;
  const start = first.document?.positionAt(first.parts[0]?.start ?? 0);
  return { uri: first.uri, selection: start ? new Range(start, start) : new Range(0, 0, 0, 0) };
}

function fileOf({ files }: StoredProposal, file: number): TrackedFile {
  const found = files[file];
  if (!found) throw new Error("a proposal without this file");
  return found;
}

function changed({ path }: TrackedFile): PonderFailure {
  return new PonderFailure(
    "documentChanged",
    l10n.t("{0} has changed since Ponder looked at it, so the proposal was not applied.", path),
    l10n.t("Match it again, or ask for one for the text as it is now."),
  );
}
