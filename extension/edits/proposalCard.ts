import type { Hunk } from "../../protocol/edits.js";
import type { ProposalCard, ProposalFile } from "../../protocol/panel/state.js";
import type { StoredProposal } from "./proposalStore.js";
import { hasLost, openHunks, type TrackedFile } from "./trackedFile.js";
import { warningsOf } from "./warningsOf.js";

/** A proposal as the panel shows it. Pure. */
export function proposalCard({ proposal, files, end }: StoredProposal): ProposalCard {
  const warnings = warningsOf(proposal);
  const shown = files.map(fileCard);
  return {
    id: proposal.id,
    files: shown,
    state: end ?? stateOf(shown),
    ...(warnings.length > 0 && { warnings }),
  };
}

function fileCard(file: TrackedFile): ProposalFile {
  const { path, edit, hunks } = file;
  return {
    path,
    kind: edit.kind,
    ...countLines(edit.hunks),
    hunks: hunks.length,
    accepted: hunks.filter(({ state }) => state === "accepted").length,
    state: fileState(file),
  };
}

/** What can be done with a file of a proposal now, or what was done. Pure. */
export function fileState(file: TrackedFile): ProposalFile["state"] {
  if (hasLost(file)) return "stale";
  if (openHunks(file).length > 0) return "open";
  return file.hunks.some(({ state }) => state === "accepted") ? "accepted" : "discarded";
}

function stateOf(files: readonly ProposalFile[]): ProposalCard["state"] {
  const has = (wanted: ProposalFile["state"]) => files.some(({ state }) => state === wanted);
  if (has("stale")) return "stale";
  if (has("open")) return "open";
  return has("accepted") ? "accepted" : "discarded";
}

/** Lines that hunks add and remove. A changed line counts as both. Pure. */
export function countLines(hunks: readonly Pick<Hunk, "oldText" | "newText">[]): { added: number; removed: number } {
  let added = 0;
  let removed = 0;
  for (const { oldText, newText } of hunks) {
    const before = linesOf(oldText);
    const after = linesOf(newText);
    const same = commonLines(before, after);
    added += after.length - same;
    removed += before.length - same;
  }
  return { added, removed };
}

function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  const lines = text.split(/\r\n|\r|\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/** Above this many pairs of lines the count is not worth the time: all of them changed, then. */
const maxPairs = 1_000_000;

/** Length of the longest common subsequence of lines (the textbook's dynamic programming, one row at a time). */
function commonLines(a: readonly string[], b: readonly string[]): number {
  if (a.length * b.length > maxPairs) return 0;
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    for (const [i, other] of b.entries()) {
      next.push(line === other ? (row[i] ?? 0) + 1 : Math.max(row[i + 1] ?? 0, next[i] ?? 0));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
