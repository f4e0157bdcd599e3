import {
  commands,
  l10n,
  Range,
  window,
  workspace,
  type DocumentSymbol,
  type SymbolInformation,
  type TextDocument,
  type Uri,
} from "vscode";
import { PonderFailure } from "../../../protocol/errors.js";
import { parseMention, type Mention } from "../../../protocol/panel/mention.js";
import { openDocument } from "../../documents.js";
import type { AttachedItem } from "../conversations/savedConversation.js";
import { chooseFile, filesNamed, sentUris } from "../namedFiles.js";
import { linesMeant, placeOfName } from "./mentionPlace.js";

/** A symbol of a document as the editor gives it. */
type FoundSymbol = Pick<DocumentSymbol, "name"> & Partial<DocumentSymbol & SymbolInformation>;

/** A place in the code. */
interface Place {
  readonly document: TextDocument;
  readonly range: Range;
}

/**
 * Shows in the editor what a thought mentions: a file, lines, a name. It is a model's text, so it is looked for only in
 * what was sent with the question and in the files of the workspace; nothing else is opened, and nothing is run.
 *
 * @param sent what was sent with the question.
 * @throws `noMatch` when it leads nowhere.
 */
export async function revealMention(text: string, sent: readonly AttachedItem[]): Promise<void> {
  const mention = parseMention(text);
  const place = mention && (await placeOf(mention, sent));
  if (place === "none") return;
  if (!place) throw nowhere(text);
  const { document, range } = place;
  const shown = window.visibleTextEditors.find((editor) => editor.document === document);
  await window.showTextDocument(document, {
    selection: range,
    preview: true,
    ...(shown?.viewColumn !== undefined && { viewColumn: shown.viewColumn }),
  });
}

/** @returns `none`: the user chose none of several; `undefined`: it is nowhere. */
async function placeOf(mention: Mention, sent: readonly AttachedItem[]): Promise<Place | "none" | undefined> {
  switch (mention.kind) {
    case "file": {
      const files = (await filesNamed(mention.path, sent)).filter(isAllowed);
      if (files.length === 0) return undefined;
      const uri = await chooseFile(files, l10n.t("Which file is meant?"));
      if (!uri) return "none";
      const line = (mention.line ?? 1) - 1;
      return inLines(await workspace.openTextDocument(uri), line, line);
    }
    case "lines": {
      for (const item of sent) {
        const [uri] = sentUris([item]);
        if (!uri || !isAllowed(uri)) continue;
        const { first, last } = linesMeant(mention, item);
        return inLines(await workspace.openTextDocument(uri), first, last);
      }
      return undefined;
    }
    case "name":
      return (await inSent(mention.name, sent)) ?? inWorkspace(mention.name);
  }
}

/** Only what is in the workspace, or what the user has open. */
function isAllowed(uri: Uri): boolean {
  return workspace.getWorkspaceFolder(uri) !== undefined || openDocument(uri.toString()) !== undefined;
}

function inLines(document: TextDocument, first: number, last: number): Place {
  return { document, range: document.validateRange(new Range(first, 0, last, Number.MAX_SAFE_INTEGER)) };
}

async function inSent(name: string, sent: readonly AttachedItem[]): Promise<Place | undefined> {
  const documents = await Promise.all(
    sentUris(sent)
      .filter(isAllowed)
      .map((uri) => workspace.openTextDocument(uri)),
  );
  for (const document of documents) {
    const symbols = await commands.executeCommand<FoundSymbol[] | undefined>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    const range = symbolRange(symbols ?? [], name);
    if (range) return { document, range };
  }
  for (const document of documents) {
    const at = placeOfName(document.getText(), name);
    if (at === undefined) continue;
    return { document, range: new Range(document.positionAt(at), document.positionAt(at + name.length)) };
  }
  return undefined;
}

/** The editor's symbols are of both kinds at once, whatever a language service gave it. */
function symbolRange(symbols: readonly FoundSymbol[], name: string): Range | undefined {
  for (const { name: found, selectionRange, location, children = [] } of symbols) {
    const range = isNamed(found, name) ? (selectionRange ?? location?.range) : symbolRange(children, name);
    if (range) return range;
  }
  return undefined;
}

function isNamed(symbol: string, name: string): boolean {
  return symbol.replace(/\(.*$/s, "") === name;
}

async function inWorkspace(name: string): Promise<Place | undefined> {
  const symbols = await commands.executeCommand<SymbolInformation[] | undefined>(
    "vscode.executeWorkspaceSymbolProvider",
    name,
  );
  const found = symbols?.find((symbol) => isNamed(symbol.name, name) && isAllowed(symbol.location.uri));
  if (!found) return undefined;
  return { document: await workspace.openTextDocument(found.location.uri), range: found.location.range };
}

function nowhere(text: string): PonderFailure {
  return new PonderFailure(
    "noMatch",
    l10n.t("“{0}” was found neither in what was sent with the question nor in this workspace.", text),
    l10n.t("A model may name things that are not there, or were renamed since."),
  );
}
