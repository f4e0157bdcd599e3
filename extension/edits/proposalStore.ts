import type { EditProposal } from "../../protocol/edits.js";
import type { ProposalCard } from "../../protocol/panel/state.js";
import { applyPlaced, placeHunks, type PlacedHunk, type VersionedText } from "./placeHunks.js";

/** A proposal and what became of it. */
export interface StoredProposal {
  readonly proposal: EditProposal;
  /** Path as the user knows it. */
  readonly path: string;
  /** The text the proposal was made for, where it is known. */
  readonly base: string | undefined;
  readonly state: ProposalCard["state"];
  /** The proposed text as it was last shown, or would be shown. */
  readonly shown: string;
}

/** The proposals of this session, by id. Pure state: nothing here touches a document. */
export class ProposalStore {
  readonly #proposals = new Map<string, StoredProposal>();

  /** @param current the document as it is now; its text is kept when it is the one the proposal was made for. */
  add(proposal: EditProposal, path: string, current: VersionedText): StoredProposal {
    const base = current.version === proposal.version ? current.text : undefined;
    const placed = placeHunks(proposal, base, current);
    const stored: StoredProposal = {
      proposal,
      path,
      base,
      state: placed ? "open" : "stale",
      shown: placed ? applyPlaced(current.text, placed) : current.text,
    };
    this.#proposals.set(proposal.id, stored);
    return stored;
  }

  get(id: string): StoredProposal | undefined {
    return this.#proposals.get(id);
  }

  /** Open proposals for a document. */
  openFor(uri: string): readonly StoredProposal[] {
    return [...this.#proposals.values()].filter(({ proposal, state }) => proposal.uri === uri && state === "open");
  }

  setState(id: string, state: ProposalCard["state"]): void {
    const stored = this.#proposals.get(id);
    if (stored) this.#proposals.set(id, { ...stored, state });
  }

  /** Where an open proposal's hunks stand now; `undefined`: nowhere for sure. */
  place(id: string, current: VersionedText): readonly PlacedHunk[] | undefined {
    const stored = this.#proposals.get(id);
    return stored && placeHunks(stored.proposal, stored.base, current);
  }

  /**
   * The document changed: what would be applied now is what has to be shown now.
   *
   * @returns whether the proposed text is another one than before.
   */
  follow(id: string, current: VersionedText): boolean {
    const stored = this.#proposals.get(id);
    const placed = stored && this.place(id, current);
    if (!stored || !placed) return false;
    const shown = applyPlaced(current.text, placed);
    if (shown === stored.shown) return false;
    this.#proposals.set(id, { ...stored, shown });
    return true;
  }

  clear(): void {
    this.#proposals.clear();
  }
}
