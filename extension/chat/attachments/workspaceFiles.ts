import { Uri, window, TabInputText, workspace } from "vscode";
import { shownPath } from "../../documents.js";
import { isSupportedScheme } from "../../server/schemes.js";

/** Files that are looked through. */
const mostFiles = 10_000;
/** How long the list of files holds, in milliseconds: as long as somebody types a name. */
const holdsMs = 15_000;
const never = "**/{node_modules,.git,.hg,.svn,bower_components}/**";

/** The files of the workspace by the paths that users know, those in editors first. */
export class WorkspaceFiles {
  #found: { readonly files: Promise<readonly Uri[]>; readonly at: number } | undefined;

  async paths(): Promise<ReadonlyMap<string, Uri>> {
    const now = Date.now();
    if (!this.#found || now - this.#found.at > holdsMs) {
      this.#found = { files: Promise.resolve(workspace.findFiles("**/*", never, mostFiles)), at: now };
    }
    const files = await this.#found.files;
    return new Map([...openFiles(), ...files].map((uri) => [shownPath(uri), uri]));
  }

  /** The folders that these files are in, and the workspace folders. */
  async folders(): Promise<ReadonlyMap<string, Uri>> {
    const found = new Map((workspace.workspaceFolders ?? []).map(({ uri, name }) => [name, uri]));
    for (const [path, uri] of await this.paths()) {
      let folder = Uri.joinPath(uri, "..");
      for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
        found.set(path.slice(0, end), folder);
        folder = Uri.joinPath(folder, "..");
      }
    }
    return found;
  }
}

function openFiles(): readonly Uri[] {
  return window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof TabInputText && isSupportedScheme(input.uri.scheme) ? [input.uri] : []));
}
