import { l10n, type Uri } from "vscode";
import { PonderFailure } from "../../../protocol/errors.js";
import type { AttachedItem } from "../conversations/savedConversation.js";
import { chooseFile, filesNamed, sentUris } from "../namedFiles.js";

/**
 * Which file a code block is for: the one that it names, else the one that was sent with the question, else the one in
 * the active editor. Asks the user where several fit.
 *
 * @param path as the block names it: a stranger's text, which only chooses among files of the workspace.
 * @param sent what was sent with the question.
 * @returns `undefined`: the user chose none.
 * @throws `noMatch` when there is no such file.
 */
export async function codeTarget(
  path: string | undefined,
  sent: readonly AttachedItem[],
  active: Uri | undefined,
): Promise<Uri | undefined> {
  const title = l10n.t("Which file is the code for?");
  if (path === undefined) {
    const uris = sentUris(sent);
    const candidates = uris.length > 0 || !active ? uris : [active];
    if (candidates.length === 0) throw noFile();
    return chooseFile(candidates, title);
  }
  const matches = await filesNamed(path, sent);
  if (matches.length === 0) throw notFound(path);
  return chooseFile(matches, title);
}

function noFile(): PonderFailure {
  return new PonderFailure(
    "noMatch",
    l10n.t("The code names no file, and none is open."),
    l10n.t("Open the file that it is for, or open the code in a new file."),
  );
}

function notFound(path: string): PonderFailure {
  return new PonderFailure(
    "noMatch",
    l10n.t("There is no file {0} in this workspace.", path),
    l10n.t("Open the code in a new file instead."),
  );
}
