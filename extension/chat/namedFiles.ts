import { Uri, window, workspace, type QuickPickItem } from "vscode";
import { shownPath } from "../documents.js";
import { isSupportedScheme } from "../server/schemes.js";
import { bestMatches } from "./codeBlocks/pathMatch.js";
import type { AttachedItem } from "./conversations/savedConversation.js";

/** Files of one name that are looked at. */
const mostFiles = 100;

/**
 * The files that a path may mean, the likeliest ones: of those that were sent with the question, are open, or are in the
 * workspace. Nothing else is ever named.
 *
 * @param path a stranger's text, which only chooses.
 */
export async function filesNamed(path: string, sent: readonly AttachedItem[]): Promise<readonly Uri[]> {
  const open = workspace.textDocuments.map(({ uri }) => uri).filter(({ scheme }) => isSupportedScheme(scheme));
  const named = path.split(/[/\\]/).at(-1) ?? "";
  const found = await workspace.findFiles(`**/${named.replace(/[*?[\]{}!]/g, "?")}`, undefined, mostFiles);
  const all = new Map(distinctUris([...sentUris(sent), ...open, ...found]).map((uri) => [shownPath(uri), uri]));
  return bestMatches(path, [...all.keys()]).flatMap((each) => all.get(each) ?? []);
}

/** The documents of what was sent, each once. */
export function sentUris(sent: readonly AttachedItem[]): readonly Uri[] {
  return distinctUris(sent.flatMap(({ uri }) => (uri === undefined ? [] : [Uri.parse(uri, true)])));
}

/** Lets the user choose one of several files. @returns `undefined`: none. */
export async function chooseFile(uris: readonly Uri[], title: string): Promise<Uri | undefined> {
  const [first, ...others] = uris;
  if (others.length === 0) return first;
  const items = uris.map((uri): QuickPickItem & { readonly uri: Uri } => ({ label: shownPath(uri), uri }));
  const choice = await window.showQuickPick(items, { title });
  return choice?.uri;
}

function distinctUris(uris: readonly Uri[]): readonly Uri[] {
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}
