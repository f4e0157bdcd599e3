import type { EditProposal, FileEdit } from "../../protocol/edits.js";
import type { ProposalCard } from "../../protocol/panel/state.js";
import { applyPlaced, placeHunks, type PlacedHunk } from "./placeHunks.js";
import { textHash } from "./textHash.js";

/** A file of a proposal. */
export interface StoredFile {
  readonly edit: FileEdit;
  /** Path as the user knows it. */
  readonly path: string;
  /** The text the edit was made for, where it is known. */
  readonly base: string | undefined;
  /** The proposed text as it was last shown, or would be shown. */
  readonly shown: string;
}

/** A proposal and what became of it. */
export interface StoredProposal {
  readonly proposal: EditProposal;
  readonly files: readonly StoredFile[];
  readonly state: ProposalCard["state"];
}

/** What a proposal's files are now. */
export interface CurrentFile {
  readonly path: string;
  /** The document's text; empty for a file that is not there. */
  readonly text: string;
}

/** The proposals of this session, by id. Pure state: nothing here touches a document. */
export class ProposalStore {
  readonly #proposals = new Map<string, StoredProposal>();

  /** @param current the files of the proposal as they are now; a text is kept when the edit was made for it. */
  add(proposal: EditProposal, current: readonly CurrentFile[]): StoredProposal {
    const files = proposal.files.map((edit, at): StoredFile => {
      const { path, text } = current[at] ?? { path: "", text: "" };
      const base = textHash(text) === edit.hash ? text : undefined;
      const placed = placeHunks(edit, base, text);
      return { edit, path, base, shown: placed ? applyPlaced(text, placed) : text };
    });
    const isStale = files.some(({ base }) => base === undefined);
    const stored: StoredProposal = { proposal, files, state: isStale ? "stale" : "open" };
    this.#proposals.set(proposal.id, stored);
    return stored;
  }

  get(id: string): StoredProposal | undefined {
    return this.#proposals.get(id);
  }

  /** Files of open proposals that are a document. */
  openFor(uri: string): readonly { readonly id: string; readonly file: number }[] {
    return [...this.#proposals.values()]
      .filter(({ state }) => state === "open")
      .flatMap(({ proposal: { id }, files }) =>
        files.flatMap(({ edit }, file) => (edit.uri === uri ? [{ id, file }] : [])),
      );
  }

  setState(id: string, state: ProposalCard["state"]): void {
    const stored = this.#proposals.get(id);
    if (stored) this.#proposals.set(id, { ...stored, state });
  }

  /** Where the hunks of a file stand now; `undefined`: nowhere for sure. */
  place(id: string, file: number, text: string): readonly PlacedHunk[] | undefined {
    const stored = this.#proposals.get(id)?.files[file];
    return stored && placeHunks(stored.edit, stored.base, text);
  }

  /**
   * A document changed: what would be applied now is what has to be shown now.
   *
   * @returns whether the proposed text is another one than before.
   */
  follow(id: string, file: number, text: string): boolean {
    const stored = this.#proposals.get(id);
    const one = stored?.files[file];
    const placed = one && this.place(id, file, text);
    if (!placed) return false;
    const shown = applyPlaced(text, placed);
    if (shown === one.shown) return false;
    this.#proposals.set(id, { ...stored, files: stored.files.with(file, { ...one, shown }) });
    return true;
  }

  clear(): void {
    this.#proposals.clear();
  }
}
