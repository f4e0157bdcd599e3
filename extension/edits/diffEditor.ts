import { commands, l10n, TabInputTextDiff, Uri, window, type Tab } from "vscode";
import { proposedFileOf, proposalUriParts, type ProposedFile } from "./proposalUri.js";
import type { StoredProposal } from "./proposalStore.js";

/** URI of the virtual document with the proposed text of a file. */
export function proposalUri({ proposal, files }: StoredProposal, file: number): Uri {
  const { path } = Uri.parse(files[file]?.edit.uri ?? "");
  return Uri.from(proposalUriParts(path, { id: proposal.id, file }));
}

/** Shows what would change in a file: left the real document, right the proposed text. */
export async function openDiff(stored: StoredProposal, file: number, preserveFocus = false): Promise<void> {
  const one = stored.files[file];
  if (!one) return;
  const proposed = proposalUri(stored, file);
  // A file that is not there yet: an empty text stands on the left.
  const isThere = one.edit.kind === "edit" || one.hunks.some(({ state }) => state === "accepted");
  const current = isThere ? Uri.parse(one.edit.uri) : beforeUri(proposed);
  await show(current, proposed, l10n.t("{0}: Ponder's proposal", nameOf(one.path)), preserveFocus);
}

/** Shows what has changed in a file since the proposal was made: left the text of that time, right the document. */
export async function openBaseDiff(stored: StoredProposal, file: number): Promise<void> {
  const one = stored.files[file];
  if (!one) return;
  const before = beforeUri(proposalUri(stored, file));
  await show(before, Uri.parse(one.edit.uri), l10n.t("{0}: changed since the proposal", nameOf(one.path)));
}

/** Closes the diff editors of a proposal, or of some of its files, wherever they are. */
export async function closeDiff(id: string, files?: readonly number[]): Promise<void> {
  const isMeant = (shown: ProposedFile | undefined) =>
    shown?.id === id && (files === undefined || files.includes(shown.file));
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => isMeant(shownIn(tab)));
  if (tabs.length > 0) await window.tabGroups.close(tabs);
}

/** The file of a proposal whose diff editor is in front. */
export function activeProposal(): ProposedFile | undefined {
  const tab = window.tabGroups.activeTabGroup.activeTab;
  return tab && shownIn(tab);
}

async function show(left: Uri, right: Uri, title: string, preserveFocus = false): Promise<void> {
  await commands.executeCommand("vscode.diff", left, right, title, { preview: true, preserveFocus });
}

/** The text that a proposal was made for, as a document. */
function beforeUri(proposed: Uri): Uri {
  return proposed.with({ fragment: "before" });
}

function shownIn({ input }: Tab): ProposedFile | undefined {
  return input instanceof TabInputTextDiff ? proposedFileOf(input.modified) : undefined;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
