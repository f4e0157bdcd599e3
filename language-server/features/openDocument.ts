import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { PonderFailure } from "../../protocol/errors.js";

/** A document that is open in the editor. @throws `documentNotOpen` when it is not. */
export function openDocument(documents: Pick<TextDocuments<TextDocument>, "get">, uri: string): TextDocument {
  const document = documents.get(uri);
  if (document !== undefined) return document;
  throw new PonderFailure("documentNotOpen", "The file is not open in the editor.", "Open it and ask again.");
}
