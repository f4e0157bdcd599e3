import { commands, EventEmitter, Uri, window, workspace, type TextDocument } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import type { EditProposal } from "../../protocol/edits.js";
import type { ProposalCard } from "../../protocol/panel/state.js";
import { openDocument, shownPath } from "../documents.js";
import { Emitter } from "../emitter.js";
import { Lifetime } from "../lifetime.js";
import { refuseInRestrictedMode } from "../trust.js";
import { applyProposal } from "./applyProposal.js";
import { countLines } from "./countLines.js";
import { activeProposal, closeDiff, openDiff, proposalUri } from "./diffEditor.js";
import { ProposalStore, type CurrentFile, type StoredProposal } from "./proposalStore.js";
import { proposedFileOf, proposalScheme } from "./proposalUri.js";
import { warningsOf } from "./warningsOf.js";

/** Context key: the diff editor of a proposal is in front. */
const inEditorKey = "ponder.proposalInEditor";

/** Everything that happens to a proposal between the model and the document. Nothing is written before accept. */
export class Proposals {
  readonly #lifetime = new Lifetime();
  readonly #store = new ProposalStore();
  readonly #textChanged = this.#lifetime.own(new EventEmitter<Uri>());
  readonly #stateChanged = new Emitter<{ readonly id: string; readonly state: ProposalCard["state"] }>();
  /** Being applied at this moment: a second click is not a second edit. */
  readonly #accepting = new Set<string>();
  #inEditor: boolean | undefined;

  /** A proposal was accepted, discarded, or turned out to be stale. */
  readonly onDidChangeState = this.#stateChanged.event;

  constructor() {
    this.#lifetime.own(
      workspace.registerTextDocumentContentProvider(proposalScheme, {
        onDidChange: this.#textChanged.event,
        provideTextDocumentContent: (uri) => this.#textOf(uri),
      }),
    );
    this.#lifetime.own(workspace.onDidChangeTextDocument(({ document }) => this.#follow(document)));
    this.#lifetime.own(window.tabGroups.onDidChangeTabs(() => this.#showContext()));
    this.#lifetime.own(window.tabGroups.onDidChangeTabGroups(() => this.#showContext()));
    this.#showContext();
  }

  /**
   * Keeps a proposal.
   *
   * @returns the card for the panel, or `undefined` when one of its documents is closed by now.
   */
  add(proposal: EditProposal): ProposalCard | undefined {
    const current: CurrentFile[] = [];
    for (const { kind, uri } of proposal.files) {
      const document = openDocument(uri);
      if (kind === "edit" && !document) return undefined;
      current.push({ path: shownPath(Uri.parse(uri)), text: document?.getText() ?? "" });
    }
    const { files, state } = this.#store.add(proposal, current);
    const warnings = warningsOf(proposal);
    return {
      id: proposal.id,
      files: files.map(({ path, edit: { kind, hunks } }) => ({ path, kind, ...countLines(hunks) })),
      state,
      ...(warnings.length > 0 && { warnings }),
    };
  }

  /** Shows a file of a proposal as a diff, in front. */
  async review(id: string, file = 0): Promise<void> {
    await openDiff(this.#known(id), file);
  }

  /**
   * Applies a proposal, see `applyProposal`.
   *
   * @param named the proposal's id, or the URI of its text (from a button of the editor); else the one in front.
   */
  async accept(named: unknown): Promise<void> {
    refuseInRestrictedMode("accepts no edits");
    const stored = this.#open(named);
    const { id } = stored.proposal;
    if (this.#accepting.has(id)) return;
    this.#accepting.add(id);
    try {
      const { uri, selection } = await applyProposal(this.#store, stored);
      this.#setState(id, "accepted");
      await closeDiff(id);
      await window.showTextDocument(uri, { selection });
    } catch (error) {
      if (PonderFailure.is(error, "documentChanged")) this.#setState(id, "stale");
      throw error;
    } finally {
      this.#accepting.delete(id);
    }
  }

  /** Throws a proposal away. See {@link accept} for `named`. */
  async discard(named: unknown): Promise<void> {
    const { id } = this.#open(named).proposal;
    this.#setState(id, "discarded");
    await closeDiff(id);
  }

  /** Forgets all proposals: their conversation is over. */
  async clear(ids: readonly string[]): Promise<void> {
    for (const id of ids) await closeDiff(id);
    this.#store.clear();
  }

  dispose(): Promise<void> {
    return this.#lifetime.dispose();
  }

  #known(named: unknown): StoredProposal {
    const id = typeof named === "string" ? named : named instanceof Uri ? proposedFileOf(named)?.id : undefined;
    const stored = this.#store.get(id ?? activeProposal()?.id ?? "");
    if (!stored) {
      throw new PonderFailure("noProposal", "There is no proposal here.", "Ask Ponder for a fix first.");
    }
    return stored;
  }

  #open(named: unknown): StoredProposal {
    const stored = this.#known(named);
    if (stored.state === "open" || stored.state === "stale") return stored;
    throw new PonderFailure(
      "noProposal",
      `This proposal was already ${stored.state}.`,
      "Run Fix again to get a new one.",
    );
  }

  #setState(id: string, state: ProposalCard["state"]): void {
    this.#store.setState(id, state);
    this.#stateChanged.fire({ id, state });
  }

  #follow(document: TextDocument): void {
    for (const { id, file } of this.#store.openFor(document.uri.toString())) {
      const isFollowed = this.#store.follow(id, file, document.getText());
      const stored = isFollowed && this.#store.get(id);
      if (stored) this.#textChanged.fire(proposalUri(stored, file));
    }
  }

  /** The proposed text; the empty one for what a file that is not there yet holds before. */
  #textOf(uri: Uri): string {
    const named = uri.fragment === "" ? proposedFileOf(uri) : undefined;
    return (named && this.#store.get(named.id)?.files[named.file]?.shown) ?? "";
  }

  #showContext(): void {
    const inEditor = activeProposal() !== undefined;
    if (inEditor === this.#inEditor) return;
    this.#inEditor = inEditor;
    void commands.executeCommand("setContext", inEditorKey, inEditor);
  }
}
