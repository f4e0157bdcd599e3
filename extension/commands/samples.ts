import { commands, FileSystemError, l10n, Position, Selection, Uri, window, workspace, type TextEditor } from "vscode";

/** Name of the copied folder. */
const copyName = "ponder-samples";

/** Opens a function with a mistake in a document that is not on the disk, and fixes it: a diff is shown, no more. */
export async function tryFix(extensionUri: Uri): Promise<void> {
  const editor = await openSample(extensionUri, "cart.ts", "typescript");
  caretTo(editor, lineOf(editor, "sumPrices"));
  await commands.executeCommand("ponder.fix");
}

/** Opens a function in which a line is missing, in a document that is not on the disk, and begins that line. */
export async function tryCompletion(extensionUri: Uri): Promise<void> {
  const editor = await openSample(extensionUri, "stock.ts", "typescript");
  const line = lineOf(editor, "count += ") + 1;
  caretTo(editor, line, editor.document.lineAt(line).text.length);
  // As a user does it: the editor indents, and asks for a completion.
  await commands.executeCommand("type", { text: "\n" });
}

/**
 * Copies the samples into a folder that the user chooses, and opens the copy in a new window. Where there is a copy
 * already, that one is opened as it is.
 */
export async function openSamples(extensionUri: Uri): Promise<void> {
  const [parent] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      title: l10n.t("Where should the folder {0} be made?", copyName),
      openLabel: l10n.t("Copy the Samples Here"),
    })) ?? [];
  if (!parent) return;
  const copy = Uri.joinPath(parent, copyName);
  try {
    await workspace.fs.copy(samplesOf(extensionUri), copy, { overwrite: false });
  } catch (error) {
    if (!(error instanceof FileSystemError) || error.code !== "FileExists") throw error;
  }
  await commands.executeCommand("vscode.openFolder", copy, { forceNewWindow: true });
}

const samplesOf = (extensionUri: Uri): Uri => Uri.joinPath(extensionUri, "examples");

async function openSample(extensionUri: Uri, file: string, language: string): Promise<TextEditor> {
  const bytes = await workspace.fs.readFile(Uri.joinPath(samplesOf(extensionUri), file));
  const document = await workspace.openTextDocument({ language, content: new TextDecoder().decode(bytes) });
  return window.showTextDocument(document);
}

/** The first line with this text, from 0. */
function lineOf({ document }: TextEditor, text: string): number {
  return document.positionAt(document.getText().indexOf(text)).line;
}

function caretTo(editor: TextEditor, line: number, character = 0): void {
  const caret = new Position(line, character);
  editor.selection = new Selection(caret, caret);
}
