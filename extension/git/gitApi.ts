import { extensions, type Uri } from "vscode";

/**
 * The part of the built-in Git extension's API (version 1) that is used here, from microsoft/vscode,
 * extensions/git/src/api/git.d.ts.
 */
interface GitApi {
  readonly repositories: readonly Repository[];
  getRepository(uri: Uri): Repository | null;
}

/** A repository that is open in the editor. */
export interface Repository {
  readonly rootUri: Uri;
  readonly inputBox: { value: string };
  /** The changes as a unified diff. @param cached those that are staged; else those that are not. */
  diff(cached?: boolean): Promise<string>;
  /** The latest commits, the newest first; rejects where there is none yet. */
  log(options: { readonly maxEntries: number }): Promise<readonly { readonly message: string }[]>;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** The editor's Git; `undefined` where there is none or it is switched off. */
export async function gitApi(): Promise<GitApi | undefined> {
  const extension = extensions.getExtension<GitExtension>("vscode.git");
  const git = await extension?.activate();
  return git?.enabled === true ? git.getAPI(1) : undefined;
}
