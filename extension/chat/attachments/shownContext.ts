import { Uri, window, workspace, type TextDocumentContentProvider } from "vscode";
import { openDocument, toRange } from "../../documents.js";
import type { AttachedItem } from "../conversations/savedConversation.js";

/** Of documents that show what goes along with a question, word for word. */
export const contextScheme = "ponder-context";

/** Texts that are kept for their editors. */
const mostKept = 50;

/** Shows pieces of context: the place in the editor where it still is that text, else the text as it was sent. */
export class ShownContext implements TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  #count = 0;

  provideTextDocumentContent({ path }: Uri): string {
    return this.#texts.get(path) ?? "";
  }

  async show({ uri, range, path, text }: AttachedItem): Promise<void> {
    if (uri !== undefined) {
      const document = openDocument(uri) ?? (await openFile(uri));
      if (document?.getText(range && toRange(range)) === text) {
        await window.showTextDocument(document, range ? { selection: toRange(range) } : {});
        return;
      }
    }
    const name = `/${++this.#count}/${path.slice(path.lastIndexOf("/") + 1)}`;
    this.#texts.set(name, text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > mostKept && oldest !== undefined) this.#texts.delete(oldest);
    await window.showTextDocument(await workspace.openTextDocument(Uri.from({ scheme: contextScheme, path: name })));
  }
}

async function openFile(uri: string) {
  try {
    return await workspace.openTextDocument(Uri.parse(uri, true));
  } catch {
    return undefined;
  }
}
