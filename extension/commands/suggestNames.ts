import {
  commands,
  l10n,
  type Position,
  window,
  workspace,
  WorkspaceEdit,
  type Range,
  type TextDocument,
  type TextEdit,
  type WorkspaceEditEntryMetadata,
} from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { namesSuggestMethod, type NamesSuggestParams, type NamesSuggestResult } from "../../protocol/names.js";
import type { ActiveContext } from "../chat/activeContext.js";
import { shownPath } from "../documents.js";
import { isSupportedScheme } from "../server/schemes.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { refuseInRestrictedMode } from "../trust.js";

/**
 * Suggests names for the symbol at the caret. The one that is chosen goes through the language's own rename, and into
 * the editor's refactor preview, where the user applies it.
 */
export async function suggestNames(server: ServerSupervisor, context: ActiveContext): Promise<void> {
  refuseInRestrictedMode("renames nothing");
  const editor = window.activeTextEditor ?? context.editor;
  if (!editor || !isSupportedScheme(editor.document.uri.scheme)) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("There is no open file with a name to change."),
      l10n.t("Open one and put the cursor into a name."),
    );
  }
  const { document } = editor;
  const position = editor.selection.active;
  const { range, placeholder: name } = await renameable(document, position);
  const chosen = await chooseName(name, async (signal) => {
    const run = await server.running(signal);
    const params: NamesSuggestParams = {
      uri: document.uri.toString(),
      position: { line: range.start.line, character: range.start.character },
      path: shownPath(document.uri),
    };
    return (await run.request<NamesSuggestResult>(namesSuggestMethod, params, signal)).suggestions;
  });
  if (chosen !== undefined && chosen !== name) await previewRename(document, range.start, name, chosen);
}

/** What the language support says about a rename here. */
interface Renameable {
  readonly range: Range;
  readonly placeholder: string;
}

async function renameable(document: TextDocument, position: Position): Promise<Renameable> {
  try {
    return await commands.executeCommand<Renameable>("vscode.prepareRename", document.uri, position);
  } catch (error) {
    throw cannotRename(error);
  }
}

function cannotRename(cause: unknown): PonderFailure {
  return new PonderFailure(
    "badRequest",
    l10n.t("The language support of the editor cannot rename what is at the cursor."),
    l10n.t("Put the cursor into the name of a variable, function or type."),
    { cause },
  );
}

/** Shows the names when they come. A name that is typed instead is taken as well. */
async function chooseName(
  name: string,
  suggest: (signal: AbortSignal) => Promise<readonly string[]>,
): Promise<string | undefined> {
  const pick = window.createQuickPick();
  const abort = new AbortController();
  try {
    pick.title = l10n.t("Ponder: another name for {0}", name);
    pick.placeholder = l10n.t("Thinking of names…");
    pick.busy = true;
    // Thinking takes a while: looking at the code meanwhile is no reason to begin again.
    pick.ignoreFocusOut = true;
    const chosen = new Promise<string | undefined>((resolve) => {
      pick.onDidAccept(() => {
        const name = pick.selectedItems[0]?.label ?? pick.value.trim();
        if (name !== "") resolve(name);
      });
      pick.onDidHide(() => resolve(undefined));
    });
    pick.show();
    const suggested = suggest(abort.signal).then((names) => {
      pick.busy = false;
      pick.placeholder = l10n.t("Choose a name, or type one");
      pick.items = names.map((label) => ({ label }));
    });
    // A failure ends the choice, unless a name was typed before it.
    return await Promise.race([chosen, suggested.then(() => chosen)]);
  } finally {
    abort.abort();
    pick.dispose();
  }
}

async function previewRename(document: TextDocument, at: Position, name: string, newName: string): Promise<void> {
  let edit: WorkspaceEdit | undefined;
  try {
    edit = await commands.executeCommand<WorkspaceEdit | undefined>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      at,
      newName,
    );
  } catch (error) {
    throw cannotRename(error);
  }
  const files = edit?.entries() ?? [];
  if (!edit || files.length === 0) throw cannotRename(undefined);
  if (edit.size > files.length) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("This rename renames files too, which cannot be previewed."),
      l10n.t("Use “Rename Symbol” with the new name: {0}.", newName),
    );
  }
  const metadata: WorkspaceEditEntryMetadata = {
    needsConfirmation: true,
    label: l10n.t("Ponder: {0} becomes {1}", name, newName),
  };
  const preview = new WorkspaceEdit();
  for (const [uri, edits] of files)
    preview.set(
      uri,
      edits.map((one): [TextEdit, WorkspaceEditEntryMetadata] => [one, metadata]),
    );
  // Nothing is written before the user applies the preview; the editor asks, and one undo takes it back.
  await workspace.applyEdit(preview, { isRefactoring: true });
}
