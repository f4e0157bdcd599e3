import { l10n, RelativePattern, Uri, workspace, type WorkspaceFolder } from "vscode";
import type { AnswerFile } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import { findInside } from "../../protocol/findInside.js";
import { judgePath, pathParts } from "../../protocol/judgePath.js";
import { diskReader } from "./diskReader.js";
import { virtualReader } from "./virtualReader.js";

/** Files of one name that are looked at. */
const mostFiles = 100;

/**
 * What a path of an answer means in this workspace: the file that is there; else the only one whose path ends like that;
 * else a new one. Its document is open afterwards.
 *
 * @param path as it is written in the answer: a stranger's text.
 */
export async function answerFile(path: string): Promise<AnswerFile> {
  try {
    const { uri, kind } = await find(path);
    if (kind === "edit") await open(uri, path);
    return { path, uri: uri.toString(), kind };
  } catch (error) {
    if (PonderFailure.is(error)) return { path, error: error.data };
    throw error;
  }
}

interface Found {
  readonly uri: Uri;
  readonly kind: "edit" | "create";
}

async function find(path: string): Promise<Found> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    throw new PonderFailure(
      "noMatch",
      l10n.t("The answer names {0}, but no folder is open.", path),
      l10n.t("Open the folder that it is for."),
    );
  }
  const found = await Promise.all(folders.map((folder) => inFolder(folder, path, folders.length > 1)));
  const known = found.filter(({ kind }) => kind === "edit");
  const [first, ...others] = known.length > 0 ? known : await endingLike(path, folders);
  if (others.length > 0) throw several(path);
  const [fresh] = found;
  return first ?? fresh ?? { uri: Uri.file(path), kind: "create" };
}

/** With several folders a path may begin with the name of one, as the editor itself writes it. */
async function inFolder({ uri, name }: WorkspaceFolder, path: string, isOneOfSeveral: boolean): Promise<Found> {
  const parts = pathParts(path);
  const inside = isOneOfSeveral && parts[0] === name && parts.length > 1 ? parts.slice(1).join("/") : path;
  const isOnDisk = uri.scheme === "file";
  const root = isOnDisk ? uri.fsPath : uri.path;
  const { place, kind } = await findInside(root, inside, isOnDisk ? diskReader : virtualReader(uri));
  return { uri: isOnDisk ? Uri.file(place) : uri.with({ path: place }), kind };
}

/** Files whose path ends with the one of the answer: models leave folders out. */
async function endingLike(path: string, folders: readonly WorkspaceFolder[]): Promise<readonly Found[]> {
  if (judgePath(path).verdict === "refused") return [];
  const wanted = pathParts(path);
  const glob = `**/${(wanted.at(-1) ?? "").replace(/[*?[\]{}!]/g, "?")}`;
  const found = await Promise.all(
    folders.map((folder) => workspace.findFiles(new RelativePattern(folder, glob), undefined, mostFiles)),
  );
  const ends = (uri: Uri) => pathParts(uri.path).slice(-wanted.length).join("/") === wanted.join("/");
  return found
    .flat()
    .filter(ends)
    .map((uri) => ({ uri, kind: "edit" }));
}

async function open(uri: Uri, path: string): Promise<void> {
  try {
    await workspace.openTextDocument(uri);
  } catch (error) {
    throw new PonderFailure(
      "fileNotUsable",
      l10n.t("{0} cannot be opened as text, so the proposal was not applied.", path),
      l10n.t("Ponder changes text files only."),
      { cause: error },
    );
  }
}

function several(path: string): PonderFailure {
  return new PonderFailure(
    "ambiguous",
    l10n.t("There are several files {0} in this workspace.", path),
    l10n.t("Write the whole path into the answer."),
  );
}
