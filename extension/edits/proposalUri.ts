/** Scheme of the virtual documents that hold a proposed text. */
export const proposalScheme = "ponder-proposal";

/**
 * Parts of the URI of a proposed text: the path of the real document, so that the editor knows the language, and the
 * proposal's id as query.
 */
export function proposalUriParts(documentPath: string, id: string) {
  return { scheme: proposalScheme, path: documentPath.startsWith("/") ? documentPath : `/${documentPath}`, query: id };
}

/** The proposal that a URI names, if it is such a URI. */
export function proposalIdOf(uri: { readonly scheme: string; readonly query: string }): string | undefined {
  return uri.scheme === proposalScheme && uri.query !== "" ? uri.query : undefined;
}
