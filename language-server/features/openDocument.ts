import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { PonderFailure } from "../../protocol/errors.js";
import type { TargetDocument } from "../edits/targetDocument.js";

/** A document that is open in the editor. @throws `documentNotOpen` when it is not. */
export function openDocument(documents: Pick<TextDocuments<TextDocument>, "get">, uri: string): TextDocument {
  const document = documents.get(uri);
  if (document !== undefined) return document;
  throw new PonderFailure("documentNotOpen", "The file is not open in the editor.", "Open it and ask again.");
}

/** An open document, as one that is to be edited. */
export function targetDocumentOf(document: TextDocument): TargetDocument {
  const { uri, version, languageId } = document;
  return { uri, version, languageId, text: document.getText(), path: pathOf(uri) };
}

/** The path in a URI, as people write it. */
function pathOf(uri: string): string {
  try {
    return decodeURIComponent(new URL(uri).pathname);
  } catch {
    return uri;
  }
}
