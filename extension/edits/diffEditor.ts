import { commands, TabInputTextDiff, Uri, window, type Tab } from "vscode";
import { proposalIdOf, proposalUriParts } from "./proposalUri.js";
import type { StoredProposal } from "./proposalStore.js";

/** URI of the virtual document with the proposed text. */
export function proposalUri({ proposal }: StoredProposal): Uri {
  return Uri.from(proposalUriParts(Uri.parse(proposal.uri).path, proposal.id));
}

/** Shows what would change: left the real document, right the proposed text. */
export async function openDiff(stored: StoredProposal): Promise<void> {
  const name = stored.path.slice(stored.path.lastIndexOf("/") + 1);
  await commands.executeCommand(
    "vscode.diff",
    Uri.parse(stored.proposal.uri),
    proposalUri(stored),
    `${name}: Ponder's proposal`,
    { preview: true },
  );
}

/** Closes the diff editors of a proposal, wherever they are. */
export async function closeDiff(id: string): Promise<void> {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => proposalOf(tab) === id);
  if (tabs.length > 0) await window.tabGroups.close(tabs);
}

/** The proposal whose diff editor is in front. */
export function activeProposal(): string | undefined {
  const tab = window.tabGroups.activeTabGroup.activeTab;
  return tab && proposalOf(tab);
}

function proposalOf({ input }: Tab): string | undefined {
  return input instanceof TabInputTextDiff ? proposalIdOf(input.modified) : undefined;
}
