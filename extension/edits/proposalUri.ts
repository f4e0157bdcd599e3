/** Scheme of the virtual documents that hold a proposed text. */
export const proposalScheme = "ponder-proposal";

/** A file of a proposal. */
export interface ProposedFile {
  readonly id: string;
  /** Which file of the proposal, from 0. */
  readonly file: number;
}

/**
 * Parts of the URI of a proposed text: the path of the real document, so that the editor knows the language, and the
 * proposal's id with the number of the file as query.
 */
export function proposalUriParts(documentPath: string, { id, file }: ProposedFile) {
  const path = documentPath.startsWith("/") ? documentPath : `/${documentPath}`;
  return { scheme: proposalScheme, path, query: `${id}&${file}` };
}

/** The file of a proposal that a URI names, if it is such a URI. */
export function proposedFileOf(uri: { readonly scheme: string; readonly query: string }): ProposedFile | undefined {
  const [, id, file] = /^(.+)&(\d+)$/.exec(uri.query) ?? [];
  return uri.scheme === proposalScheme && id !== undefined ? { id, file: Number(file) } : undefined;
}
