import type { AnswerFile, EditProposal } from "../../protocol/edits.js";
import type { ProposalCard } from "../../protocol/panel/state.js";
import { fileState } from "./proposalCard.js";
import type { ProposedFile } from "./proposalUri.js";
import {
  followDocument,
  openHunks,
  trackFile,
  withAccepted,
  withDiscarded,
  type TextChange,
  type TrackedFile,
} from "./trackedFile.js";

/** Where a proposal comes from. */
export interface ProposalSource {
  readonly turnId: string;
  /** The document that the user asked about, as a URI; absent: he named none. */
  readonly asked?: string;
  /** The answer that it was made from, where it is another one than the turn shows. */
  readonly answer?: string;
  /** What the paths of its answer mean; absent: it names none but that document. */
  readonly named?: readonly AnswerFile[];
}

/** A proposal and what became of it. */
export interface StoredProposal extends ProposalSource {
  readonly proposal: EditProposal;
  readonly files: readonly TrackedFile[];
  /** It is over as a whole, whatever its files say. */
  readonly end?: Extract<ProposalCard["state"], "discarded" | "restored">;
}

/** What a proposal's file is now. */
export interface CurrentFile {
  readonly path: string;
  /** The document's text; empty for a file that is not there. */
  readonly text: string;
}

/** Hunks of a file of a proposal. */
export interface Piece extends ProposedFile {
  readonly hunks: readonly number[];
}

/** The proposals of this session, by id. Pure state: nothing here touches a document. */
export class ProposalStore {
  readonly #proposals = new Map<string, StoredProposal>();

  /** @param current the files of the proposal as they are now. */
  add(proposal: EditProposal, current: readonly CurrentFile[], source: ProposalSource): StoredProposal {
    const files = proposal.files.map((edit, at) => trackFile(edit, current[at]?.path ?? "", current[at]?.text ?? ""));
    const stored: StoredProposal = { ...source, proposal, files };
    this.#proposals.set(proposal.id, stored);
    return stored;
  }

  get(id: string): StoredProposal | undefined {
    return this.#proposals.get(id);
  }

  all(): readonly StoredProposal[] {
    return [...this.#proposals.values()];
  }

  /** Files of proposals that still have open hunks and are a document. */
  openFor(uri: string): readonly ProposedFile[] {
    return this.all()
      .filter(({ end }) => end === undefined)
      .flatMap(({ proposal: { id }, files }) =>
        files.flatMap((one, file) => (one.edit.uri === uri && openHunks(one).length > 0 ? [{ id, file }] : [])),
      );
  }

  /** The open hunks of some of a proposal's files. */
  openPieces(id: string, files?: readonly number[]): readonly Piece[] {
    const stored = this.#proposals.get(id);
    return (stored?.files ?? []).flatMap((one, file) => {
      const hunks = files === undefined || files.includes(file) ? openHunks(one) : [];
      return hunks.length > 0 ? [{ id, file, hunks }] : [];
    });
  }

  /**
   * A document changed.
   *
   * @param changes see `followDocument`.
   */
  follow({ id, file }: ProposedFile, text: string, changes?: readonly TextChange[]): void {
    this.#change(id, file, (one) => followDocument(one, text, changes));
  }

  /** Hunks are being put into their document. @returns the proposal as it was, for {@link put}. */
  accept(pieces: readonly Piece[]): void {
    for (const { id, file, hunks } of pieces) this.#change(id, file, (one) => withAccepted(one, hunks));
  }

  discard(pieces: readonly Piece[]): void {
    for (const { id, file, hunks } of pieces) this.#change(id, file, (one) => withDiscarded(one, hunks));
  }

  /** Ends a proposal as a whole. */
  end(id: string, end: StoredProposal["end"]): void {
    const stored = this.#proposals.get(id);
    if (stored && end) this.#proposals.set(id, { ...stored, end });
  }

  /** Puts a proposal back as it was. */
  put(stored: StoredProposal): void {
    this.#proposals.set(stored.proposal.id, stored);
  }

  clear(): void {
    this.#proposals.clear();
  }

  #change(id: string, file: number, change: (one: TrackedFile) => TrackedFile): void {
    const stored = this.#proposals.get(id);
    const one = stored?.files[file];
    if (stored && one) this.#proposals.set(id, { ...stored, files: stored.files.with(file, change(one)) });
  }
}

/** Whether something of a proposal can still be accepted or thrown away. Pure. */
export function isOpen({ files, end }: StoredProposal): boolean {
  return end === undefined && files.some((file) => ["open", "stale"].includes(fileState(file)));
}
