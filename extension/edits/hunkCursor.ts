import { l10n, window, type TextEditor } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { goTo, type InlineView } from "./inlineView.js";
import type { ProposalStore } from "./proposalStore.js";
import { proposedFileOf, proposalScheme } from "./proposalUri.js";
import { proposedPlaces } from "./trackedFile.js";

/** A hunk, and the lines of the editor in which it is shown. */
export interface EditorHunk {
  readonly id: string;
  readonly file: number;
  readonly hunk: number;
  readonly first: number;
  readonly last: number;
}

/** The hunks that an editor shows: of a file itself, or of the right side of a diff. */
export function hunksOf(editor: TextEditor, store: ProposalStore, inline: InlineView): readonly EditorHunk[] {
  const { document } = editor;
  if (document.uri.scheme !== proposalScheme) {
    return inline.hunksIn(document.uri).map(({ id, file, hunk, line, removed, notes }) => {
      const lines = [line, ...removed, ...notes.map((note) => note.line)];
      return { id, file, hunk, first: Math.min(...lines), last: Math.max(...lines) };
    });
  }
  const shown = proposedFileOf(document.uri);
  const file = shown && store.get(shown.id)?.files[shown.file];
  return file
    ? proposedPlaces(file).map(({ hunk, start, end }) => ({
        ...shown,
        hunk,
        first: document.positionAt(start).line,
        last: document.positionAt(Math.max(start, end - 1)).line,
      }))
    : [];
}

/** The hunk at the caret. @throws PonderFailure `noProposal`: there is none. */
export function hunkAtCaret(store: ProposalStore, inline: InlineView): EditorHunk {
  const editor = window.activeTextEditor;
  const line = editor?.selection.active.line ?? -1;
  const found = editor && hunksOf(editor, store, inline).find(({ first, last }) => first <= line && line <= last);
  if (found) return found;
  throw new PonderFailure(
    "noProposal",
    l10n.t("There is no proposed change at the cursor."),
    l10n.t("Go to one with “Ponder: Next Proposed Change”."),
  );
}

/** Moves the caret to the next hunk, or to the one before; at the end it begins anew. */
export function goToHunk(store: ProposalStore, inline: InlineView, step: 1 | -1): void {
  const editor = window.activeTextEditor;
  if (!editor) return;
  const lines = hunksOf(editor, store, inline).map(({ first }) => first);
  const at = editor.selection.active.line;
  const next =
    step > 0 ? (lines.find((line) => line > at) ?? lines[0]) : (lines.findLast((line) => line < at) ?? lines.at(-1));
  if (next !== undefined) goTo(editor, next);
}
