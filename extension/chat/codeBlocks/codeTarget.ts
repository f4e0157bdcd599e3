import { l10n, Uri, window, workspace, type QuickPickItem } from "vscode";
import { PonderFailure } from "../../../protocol/errors.js";
import { shownPath } from "../../documents.js";
import { isSupportedScheme } from "../../server/schemes.js";
import type { AttachedItem } from "../conversations/savedConversation.js";
import { bestMatches } from "./pathMatch.js";

/** Files of one name that are looked at. */
const mostFiles = 100;

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
  const sentUris = distinct(sent.flatMap(({ uri }) => (uri === undefined ? [] : [Uri.parse(uri, true)])));
  if (path === undefined) {
    const [first] = sentUris.length > 0 ? sentUris : active ? [active] : [];
    if (!first) throw noFile();
    return sentUris.length > 1 ? choose(sentUris) : first;
  }
  const open = workspace.textDocuments.map(({ uri }) => uri).filter(({ scheme }) => isSupportedScheme(scheme));
  const named = path.split(/[/\\]/).at(-1) ?? "";
  const found = await workspace.findFiles(`**/${named.replace(/[*?[\]{}!]/g, "?")}`, undefined, mostFiles);
  const all = new Map(distinct([...sentUris, ...open, ...found]).map((uri) => [shownPath(uri), uri]));
  const matches = bestMatches(path, [...all.keys()]).flatMap((each) => all.get(each) ?? []);
  const [first, ...others] = matches;
  if (!first) throw notFound(path);
  return others.length > 0 ? choose(matches) : first;
}

function distinct(uris: readonly Uri[]): readonly Uri[] {
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}

async function choose(uris: readonly Uri[]): Promise<Uri | undefined> {
  const items = uris.map((uri): QuickPickItem & { readonly uri: Uri } => ({ label: shownPath(uri), uri }));
  const choice = await window.showQuickPick(items, { title: l10n.t("Which file is the code for?") });
  return choice?.uri;
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
