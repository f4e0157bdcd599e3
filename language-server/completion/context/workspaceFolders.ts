import { diskPath, readUri, relativeTo } from "./ignore/uriPath.js";

/** A folder that the editor has open. */
export interface WorkspaceFolder {
  readonly uri: string;
  readonly name: string;
}

/** The workspace folders, and where in them a document lies. */
export class WorkspaceFolders {
  #folders: readonly WorkspaceFolder[] = [];

  /** @param ignoreCase whether file names that differ in case only are the same. */
  constructor(readonly ignoreCase: boolean) {}

  set(folders: readonly WorkspaceFolder[]): void {
    this.#folders = folders;
  }

  change(added: readonly WorkspaceFolder[], removed: readonly WorkspaceFolder[]): void {
    const left = this.#folders.filter(({ uri }) => !removed.some((folder) => folder.uri === uri));
    this.#folders = [...left, ...added];
  }

  /** Of those on the disk of this machine, with `/` as separator. */
  diskPaths(): readonly string[] {
    return this.#folders.flatMap(({ uri }) => {
      const parts = readUri(uri);
      const path = parts === undefined ? undefined : diskPath(parts);
      return path === undefined ? [] : [path.replace(/\/+$/, "")];
    });
  }

  /**
   * The path of a document as the model sees it: relative to its folder, with the folder's name first where there are
   * several. Of a document outside of them its name alone: where it lies on the disk is nobody's business.
   */
  pathOf(uri: string): string {
    const found = this.find(uri);
    if (found === undefined) return readUri(uri)?.path.split("/").at(-1) ?? "";
    return this.#folders.length > 1 ? `${found.name}/${found.path}` : found.path;
  }

  /** The innermost folder of a document, and the path in it. */
  find(uri: string): { readonly name: string; readonly path: string } | undefined {
    const document = readUri(uri);
    if (document === undefined) return undefined;
    let best: { readonly name: string; readonly path: string } | undefined;
    for (const { uri: folderUri, name } of this.#folders) {
      const folder = readUri(folderUri);
      const isCell = document.scheme === "vscode-notebook-cell";
      if (folder === undefined || (!isCell && folder.scheme !== document.scheme)) continue;
      if (!isCell && folder.authority !== document.authority) continue;
      const path = relativeTo(folder.path, document.path, this.ignoreCase);
      if (path !== undefined && (best === undefined || path.length < best.path.length)) best = { name, path };
    }
    return best;
  }
}
