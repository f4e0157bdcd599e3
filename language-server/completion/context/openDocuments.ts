/** A document that the editor has open; its text is what it is now. */
export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  getText(): string;
}

/** The open documents, and in which order they were looked at. */
export class OpenDocuments {
  /** The one that was looked at last is the last. */
  readonly #documents = new Map<string, OpenDocument>();

  /** Of a known document: its text changed. */
  set(document: OpenDocument): void {
    this.#documents.set(document.uri, document);
  }

  delete(uri: string): void {
    this.#documents.delete(uri);
  }

  get(uri: string): OpenDocument | undefined {
    return this.#documents.get(uri);
  }

  /** The user works in it. */
  looked(uri: string): void {
    const document = this.#documents.get(uri);
    if (document === undefined) return;
    this.#documents.delete(uri);
    this.#documents.set(uri, document);
  }

  /** All, the one that was looked at last first. */
  latestFirst(): readonly OpenDocument[] {
    return [...this.#documents.values()].reverse();
  }
}
