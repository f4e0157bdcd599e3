import { realpath } from "node:fs/promises";
import path from "node:path";
import type { Uri } from "vscode";
import { l10n, workspace } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { findInside, refused, type FileInside } from "../../protocol/findInside.js";
import { isProtectedPath, judgePath } from "../../protocol/judgePath.js";
import { diskReader } from "./diskReader.js";

/** A file that is about to be written. */
export interface GuardedFile {
  readonly uri: Uri;
  readonly kind: FileInside["kind"];
  /** Path as the user knows it. */
  readonly path: string;
  /** The user named this very file: he ran a command in it. */
  readonly isAsked: boolean;
}

/**
 * Guards what is written: only files in the workspace, links resolved, and protected ones only after a confirmation.
 * The file that the user asked about may lie anywhere, but is then confirmed, too.
 *
 * @param own folders of ours, where nothing is written for a model.
 * @returns why the user has to confirm it; `undefined`: he need not.
 * @throws PonderFailure `pathRefused`; `documentChanged` when it is there although it should not be, or the other way.
 */
export async function guardFile(file: GuardedFile, own: readonly Uri[]): Promise<string | undefined> {
  const { uri, isAsked } = file;
  const folder = workspace.getWorkspaceFolder(uri);
  if (uri.scheme !== "file") return guardByName(file, folder?.uri);
  if (own.some((one) => isBelow(uri.fsPath, one.fsPath))) throw refused(file.path, l10n.t("It is Ponder's own."));
  if (folder) {
    try {
      const found = await findInside(folder.uri.fsPath, path.relative(folder.uri.fsPath, uri.fsPath), diskReader);
      if (found.kind !== file.kind) throw changed(file);
      return found.protection;
    } catch (error) {
      if (!isAsked || !PonderFailure.is(error, "pathRefused")) throw error;
      return error.message;
    }
  }
  if (!isAsked) throw refused(file.path, l10n.t("It lies outside of the workspace."));
  return isProtectedPath(await realpath(uri.fsPath).catch(() => uri.fsPath)) ? protectedName() : undefined;
}

/** Where there are no links, the name is all there is to know. */
function guardByName({ uri, path: shown, isAsked }: GuardedFile, folder: Uri | undefined): string | undefined {
  if (isAsked) return isProtectedPath(uri.path) ? protectedName() : undefined;
  const root = folder && `${folder.path.replace(/\/$/, "")}/`;
  if (root === undefined || !uri.path.startsWith(root))
    throw refused(shown, l10n.t("It lies outside of the workspace."));
  const { verdict, reason } = judgePath(uri.path.slice(root.length));
  if (verdict === "refused") throw refused(shown, reason);
  return verdict === "protected" ? reason : undefined;
}

function protectedName(): string {
  return l10n.t("It decides what programs, editors or assistants do.");
}

function isBelow(place: string, folder: string): boolean {
  const relative = path.relative(folder, place);
  return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
}

function changed({ path: shown, kind }: GuardedFile): PonderFailure {
  return new PonderFailure(
    "documentChanged",
    kind === "create"
      ? l10n.t("There is a file {0} now, so it was not created.", shown)
      : l10n.t("{0} is not there any more, so the proposal was not applied.", shown),
    l10n.t("Ask again."),
  );
}
