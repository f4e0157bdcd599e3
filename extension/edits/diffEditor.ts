import { commands, l10n, TabInputTextDiff, Uri, window, type Tab } from "vscode";
import { proposedFileOf, proposalUriParts, type ProposedFile } from "./proposalUri.js";
import type { StoredProposal } from "./proposalStore.js";

/** URI of the virtual document with the proposed text of a file. */
export function proposalUri({ proposal, files }: StoredProposal, file: number): Uri {
  const { path } = Uri.parse(files[file]?.edit.uri ?? "");
  return Uri.from(proposalUriParts(path, { id: proposal.id, file }));
}

/** Shows what would change in a file: left the real document, right the proposed text. */
export async function openDiff(stored: StoredProposal, file: number): Promise<void> {
  const one = stored.files[file];
  if (!one) return;
  const proposed = proposalUri(stored, file);
  // A file that is not there yet: an empty text stands on the left.
  const current = one.edit.kind === "create" ? proposed.with({ fragment: "before" }) : Uri.parse(one.edit.uri);
  const name = one.path.slice(one.path.lastIndexOf("/") + 1);
  await commands.executeCommand("vscode.diff", current, proposed, l10n.t("{0}: Ponder's proposal", name), {
    preview: true,
  });
}

/** Closes the diff editors of a proposal, wherever they are. */
export async function closeDiff(id: string): Promise<void> {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => shownIn(tab)?.id === id);
  if (tabs.length > 0) await window.tabGroups.close(tabs);
}

/** The file of a proposal whose diff editor is in front. */
export function activeProposal(): ProposedFile | undefined {
  const tab = window.tabGroups.activeTabGroup.activeTab;
  return tab && shownIn(tab);
}

function shownIn({ input }: Tab): ProposedFile | undefined {
  return input instanceof TabInputTextDiff ? proposedFileOf(input.modified) : undefined;
}
