/** Where a completion is wanted: a document as it is now, and the caret in it. */
export interface CompletionPlace {
  readonly uri: string;
  /** The editor's language id, such as `typescript`. */
  readonly languageId: string;
  /** Version of the document. */
  readonly version: number;
  /** The document with its own line ends. */
  readonly text: string;
  /** Of the caret, in UTF-16 code units. */
  readonly offset: number;
}
