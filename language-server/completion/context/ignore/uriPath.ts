/** The parts of a URI that tell where a document is, percent-decoded. */
export interface UriPath {
  readonly scheme: string;
  readonly authority: string;
  /** With `/` as separator; the letter of a Windows drive is lower case: `/c:/work/a.ts`. */
  readonly path: string;
}

/** Reads a URI. @returns undefined for what is none. */
export function readUri(uri: string): UriPath | undefined {
  try {
    const { protocol, host, pathname } = new URL(uri);
    const path = decodeURIComponent(pathname);
    return {
      scheme: protocol.slice(0, -1),
      authority: host,
      path: path.replace(/^\/([A-Za-z]):/, (_, drive: string) => `/${drive.toLowerCase()}:`),
    };
  } catch {
    return undefined;
  }
}

/** Where a document lies on the disk of this machine, with `/` as separator. Undefined: nowhere. */
export function diskPath({ scheme, authority, path }: UriPath): string | undefined {
  // A cell has the path of its notebook.
  if (scheme !== "file" && scheme !== "vscode-notebook-cell") return undefined;
  if (scheme === "file" && authority !== "") return `//${authority}${path}`;
  return /^\/[a-z]:/.test(path) ? path.slice(1) : path;
}

/** `path` relative to `folder`. Undefined: it is not inside. */
export function relativeTo(folder: string, path: string, ignoreCase: boolean): string | undefined {
  const start = folder.endsWith("/") ? folder : `${folder}/`;
  const head = path.slice(0, start.length);
  const isInside = ignoreCase ? head.toLowerCase() === start.toLowerCase() : head === start;
  return isInside && path.length > start.length ? path.slice(start.length) : undefined;
}
