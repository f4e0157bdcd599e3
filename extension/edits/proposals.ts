import {
  l10n,
  commands,
  EventEmitter,
  languages,
  Uri,
  window,
  workspace,
  type Range,
  type TextDocument,
  type TextDocumentChangeEvent,
} from "vscode";
import type { EditProposal } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { ProposalCard } from "../../protocol/panel/state.js";
import { editsView } from "../config.js";
import { openDocument, shownPath } from "../documents.js";
import { Emitter } from "../emitter.js";
import { Lifetime } from "../lifetime.js";
import { refuseInRestrictedMode } from "../trust.js";
import { acceptPieces, type FileBefore } from "./acceptPieces.js";
import { activeProposal, closeDiff, openBaseDiff, openDiff, proposalUri } from "./diffEditor.js";
import { goToHunk, hunkAtCaret } from "./hunkCursor.js";
import { HunkLenses } from "./hunkLenses.js";
import { InlineView } from "./inlineView.js";
import { modifiedMs } from "./openForEdit.js";
import { fileState, proposalCard } from "./proposalCard.js";
import {
  isOpen,
  ProposalStore,
  type CurrentFile,
  type Piece,
  type ProposalSource,
  type StoredProposal,
} from "./proposalStore.js";
import { proposedFileOf, proposalScheme, type ProposedFile } from "./proposalUri.js";
import { proposedText, type TrackedFile } from "./trackedFile.js";

/** Context key: the diff editor of a proposal is in front. */
const inEditorKey = "ponder.proposalInEditor";
/** Context key: it is one of several files. */
const severalFilesKey = "ponder.proposalOfSeveralFiles";

/** Context key: the editor in front shows hunks, as a diff or between its lines. */
const hunksKey = "ponder.hunksInEditor";

/** A proposal, a file of it, or a hunk of that. */
export interface NamedPiece {
  readonly id: string;
  readonly file?: number;
  readonly hunk?: number;
}

/** Everything that happens to a proposal between the model and the documents. Nothing is written before accept. */
export class Proposals {
  readonly #lifetime = new Lifetime();
  readonly #store = new ProposalStore();
  readonly #inline = this.#lifetime.own(new InlineView(this.#store));
  readonly #lenses = this.#lifetime.own(new HunkLenses(this.#store, this.#inline));
  readonly #textChanged = this.#lifetime.own(new EventEmitter<Uri>());
  readonly #changed = new Emitter<ProposalCard>();
  readonly #ownFolders: readonly Uri[];
  readonly #onApply: (stored: StoredProposal, before: readonly FileBefore[]) => void;
  /** Being applied at this moment: a second click is not a second edit. */
  readonly #accepting = new Set<string>();
  readonly #confirmed = new Set<string>();
  readonly #seenMs = new Map<string, Promise<number | undefined>>();
  /** The cards as they were told last. */
  readonly #cards = new Map<string, string>();
  #inEditor: string | undefined;

  /** What the panel shows of a proposal is another one now. */
  readonly onDidChange = this.#changed.event;

  constructor(options: {
    /** Folders of ours, where nothing is written for a model. */
    readonly ownFolders: readonly Uri[];
    /** Hears what is about to be changed. */
    readonly onApply: (stored: StoredProposal, before: readonly FileBefore[]) => void;
  }) {
    this.#ownFolders = options.ownFolders;
    this.#onApply = options.onApply;
    this.#lifetime.own(
      workspace.registerTextDocumentContentProvider(proposalScheme, {
        onDidChange: this.#textChanged.event,
        provideTextDocumentContent: (uri) => this.#textOf(uri),
      }),
    );
    this.#lifetime.own(languages.registerCodeLensProvider({ pattern: "**" }, this.#lenses));
    this.#lifetime.own(window.onDidChangeActiveTextEditor(() => this.#showContext()));
    this.#lifetime.own(workspace.onDidChangeTextDocument((event) => this.#follow(event)));
    this.#lifetime.own(workspace.onDidOpenTextDocument((document) => this.#look(document)));
    this.#lifetime.own(window.tabGroups.onDidChangeTabs(() => this.#showContext()));
    this.#lifetime.own(window.tabGroups.onDidChangeTabGroups(() => this.#showContext()));
    this.#showContext();
  }

  /**
   * Keeps a proposal.
   *
   * @returns the card for the panel, or `undefined` when one of its documents is closed by now.
   */
  add(proposal: EditProposal, source: ProposalSource): ProposalCard | undefined {
    const current: CurrentFile[] = [];
    for (const { kind, uri } of proposal.files) {
      const document = openDocument(uri);
      if (kind === "edit" && !document) return undefined;
      current.push({ path: shownPath(Uri.parse(uri)), text: kind === "edit" ? (document?.getText() ?? "") : "" });
      this.#seenMs.set(uri, modifiedMs(Uri.parse(uri)));
    }
    const card = proposalCard(this.#store.add(proposal, current, source));
    this.#cards.set(card.id, JSON.stringify(card));
    return card;
  }

  /** What can be accepted of a proposal, for those who show it. */
  get(id: string): StoredProposal | undefined {
    return this.#store.get(id);
  }

  /** Proposals that have something open. */
  open(): readonly StoredProposal[] {
    return this.#store.all().filter(isOpen);
  }

  /** Shows a file of a proposal as the user likes it, in front; without `file` the first that is open. */
  async review(id: string, file?: number, preserveFocus = false): Promise<void> {
    const stored = this.#known({ id });
    const shown = file ?? firstOpen(stored) ?? 0;
    const isInline = this.#inline.has(id) || editsView() === "inline";
    // What is not there yet has no lines to be shown between.
    if (isInline && isThere(stored.files[shown])) await this.showInFile({ id, file: shown });
    else await openDiff(stored, shown, preserveFocus);
  }

  /** Shows a file of a proposal in the file itself. See {@link fileOf} for `named`. */
  async showInFile(named: unknown): Promise<void> {
    const { id, file } = this.fileOf(named);
    const stored = this.#known({ id });
    const shown = file ?? firstOpen(stored) ?? 0;
    if (!isThere(stored.files[shown])) throw notThereYet();
    await closeDiff(id);
    await this.#inline.show({ id, file: shown });
    this.#redraw();
  }

  /** Shows a file of a proposal as a diff. See {@link fileOf} for `named`. */
  async showAsDiff(named: unknown): Promise<void> {
    const { id, file } = this.fileOf(named);
    const stored = this.#known({ id });
    this.#inline.hide(id);
    this.#redraw();
    await openDiff(stored, file ?? firstOpen(stored) ?? 0);
  }

  /** Moves the caret to the next open hunk of the active editor, or to the one before. */
  goToHunk(step: 1 | -1): void {
    goToHunk(this.#store, this.#inline, step);
  }

  /** {@link pieceOf}, narrowed to a hunk: the one that is named, or the one at the caret. */
  hunkOf(named: unknown): NamedPiece {
    if (isNamedPiece(named) && named.hunk !== undefined) return named;
    return hunkAtCaret(this.#store, this.#inline);
  }

  /** Shows what has changed in a file since the proposal was made for it. */
  async showChanges(id: string): Promise<void> {
    const stored = this.#known({ id });
    const stale = stored.files.findIndex((file) => fileState(file) === "stale");
    await openBaseDiff(stored, Math.max(0, stale));
  }

  /**
   * Puts a proposal, a file or a hunk of it into the documents; see `acceptPieces`.
   *
   * @param named see {@link pieceOf}.
   */
  async accept(named: unknown): Promise<void> {
    refuseInRestrictedMode("accepts no edits");
    const piece = this.pieceOf(named);
    const stored = this.#stillOpen(piece);
    const pieces = this.#pieces(piece);
    const { id } = piece;
    if (this.#accepting.has(id)) return;
    this.#accepting.add(id);
    try {
      const parts = {
        store: this.#store,
        ownFolders: this.#ownFolders,
        seenMs: (uri: string) => this.#seenMs.get(uri) ?? Promise.resolve(undefined),
        confirmed: this.#confirmed,
        onApply: this.#onApply,
      };
      const place = await acceptPieces(parts, stored, pieces);
      if (place) await this.#goOn(id, pieces, place.uri, place.selection);
    } finally {
      this.#accepting.delete(id);
      this.#tell(id);
    }
  }

  /** Throws a proposal, a file or a hunk of it away. See {@link pieceOf} for `named`. */
  async discard(named: unknown): Promise<void> {
    const piece = this.pieceOf(named);
    this.#stillOpen(piece);
    const pieces = this.#pieces(piece);
    this.#store.discard(pieces);
    await this.#goOn(piece.id, pieces);
    this.#tell(piece.id);
  }

  /** A proposal was taken back together with its turn. */
  async end(ids: readonly string[], end: StoredProposal["end"]): Promise<void> {
    for (const id of ids) {
      this.#store.end(id, end);
      this.#inline.hide(id);
      this.#tell(id);
      await closeDiff(id);
    }
  }

  /** Forgets all proposals: their conversation is over. */
  async clear(ids: readonly string[]): Promise<void> {
    for (const id of ids) await closeDiff(id);
    this.#store.clear();
    this.#redraw();
    this.#confirmed.clear();
    this.#cards.clear();
    this.#seenMs.clear();
  }

  /**
   * What a command is about.
   *
   * @param named the id of a proposal, the URI of a proposed text (from a button of the editor), a {@link NamedPiece},
   * or nothing: the proposal whose diff is in front.
   */
  pieceOf(named: unknown): NamedPiece {
    if (typeof named === "string") return { id: named };
    if (named instanceof Uri) return { id: proposedFileOf(named)?.id ?? "" };
    if (isNamedPiece(named)) return named;
    const active = activeProposal() ?? this.#shownInFront();
    return { id: active?.id ?? "" };
  }

  /** {@link pieceOf}, narrowed to the file that is in front. */
  fileOf(named: unknown): NamedPiece {
    if (isNamedPiece(named)) return named;
    const shown = named instanceof Uri ? proposedFileOf(named) : undefined;
    return shown ?? activeProposal() ?? this.#shownInFront() ?? { id: "" };
  }

  /** The file that shows hunks between its lines and is in front. */
  #shownInFront(): ProposedFile | undefined {
    const uri = window.activeTextEditor?.document.uri;
    return uri && this.#inline.hunksIn(uri)[0];
  }

  dispose(): Promise<void> {
    return this.#lifetime.dispose();
  }

  #known({ id }: NamedPiece): StoredProposal {
    const stored = this.#store.get(id);
    if (stored) return stored;
    throw new PonderFailure("noProposal", l10n.t("There is no proposal here."), l10n.t("Ask Ponder for a fix first."));
  }

  #stillOpen(piece: NamedPiece): StoredProposal {
    const stored = this.#known(piece);
    if (isOpen(stored) && this.#pieces(piece).length > 0) return stored;
    throw new PonderFailure(
      "noProposal",
      l10n.t("This proposal was already accepted or thrown away."),
      l10n.t("Ask again to get a new one."),
    );
  }

  #pieces({ id, file, hunk }: NamedPiece): readonly Piece[] {
    const pieces = this.#store.openPieces(id, file === undefined ? undefined : [file]);
    if (hunk === undefined) return pieces;
    return pieces.flatMap((piece) => (piece.hunks.includes(hunk) ? [{ ...piece, hunks: [hunk] }] : []));
  }

  /** What is looked at after something was accepted or thrown away: the next file, or the document. */
  async #goOn(id: string, pieces: readonly Piece[], uri?: Uri, selection?: Range): Promise<void> {
    for (const piece of pieces) this.#fire(piece);
    const stored = this.#store.get(id);
    if (!stored) return;
    const isInFront = activeProposal()?.id === id;
    const settled = pieces.filter(({ file }) => this.#store.openPieces(id, [file]).length === 0);
    if (settled.length === 0) return;
    await closeDiff(
      id,
      settled.map(({ file }) => file),
    );
    const next = firstOpen(stored);
    if (next === undefined) this.#inline.hide(id);
    if ((isInFront || this.#inline.has(id)) && next !== undefined) await this.review(id, next);
    else if (uri && next === undefined) await window.showTextDocument(uri, { ...(selection && { selection }) });
  }

  /** Tells the panel, if there is something to tell. */
  #tell(id: string): void {
    const stored = this.#store.get(id);
    if (!stored) return;
    const card = proposalCard(stored);
    const text = JSON.stringify(card);
    if (this.#cards.get(id) === text) return;
    this.#cards.set(id, text);
    this.#changed.fire(card);
  }

  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      offset: rangeOffset,
      removed: rangeLength,
      inserted: text,
    }));
    for (const one of this.#store.openFor(document.uri.toString())) {
      this.#store.follow(one, document.getText(), changes);
      this.#fire(one);
      this.#tell(one.id);
    }
  }

  /** A document that was closed may have been changed meanwhile. */
  #look(document: TextDocument): void {
    for (const one of this.#store.openFor(document.uri.toString())) {
      this.#store.follow(one, document.getText());
      this.#fire(one);
      this.#tell(one.id);
    }
  }

  #fire({ id, file }: ProposedFile): void {
    const stored = this.#store.get(id);
    if (stored) this.#textChanged.fire(proposalUri(stored, file));
    this.#redraw();
  }

  #redraw(): void {
    this.#inline.draw();
    this.#lenses.refresh();
    this.#showContext();
  }

  /** The proposed text; with a fragment the one that the proposal was made for, which is empty for a new file. */
  #textOf(uri: Uri): string {
    const named = proposedFileOf(uri);
    const file = named && this.#store.get(named.id)?.files[named.file];
    if (!file) return "";
    return uri.fragment === "" ? proposedText(file) : (file.base ?? "");
  }

  #showContext(): void {
    const active = activeProposal();
    const files = active ? (this.#store.get(active.id)?.files.length ?? 0) : 0;
    const hasHunks = active !== undefined || this.#shownInFront() !== undefined;
    const state = `${active !== undefined} ${files > 1} ${hasHunks}`;
    if (state === this.#inEditor) return;
    this.#inEditor = state;
    void commands.executeCommand("setContext", inEditorKey, active !== undefined);
    void commands.executeCommand("setContext", severalFilesKey, files > 1);
    void commands.executeCommand("setContext", hunksKey, hasHunks);
  }
}

function firstOpen({ files }: StoredProposal): number | undefined {
  const at = files.findIndex((file) => ["open", "stale"].includes(fileState(file)));
  return at < 0 ? undefined : at;
}

/** Whether there is a document to show a proposal's file in. */
function isThere(file: TrackedFile | undefined): boolean {
  return file !== undefined && (file.edit.kind === "edit" || file.hunks.some(({ state }) => state === "accepted"));
}

function notThereYet(): PonderFailure {
  return new PonderFailure(
    "badRequest",
    l10n.t("This file is not there yet."),
    l10n.t("Look at it in the diff editor."),
  );
}

function isNamedPiece(raw: unknown): raw is NamedPiece {
  if (typeof raw !== "object" || raw === null) return false;
  const { id, file, hunk } = raw as Partial<NamedPiece>;
  const isNumber = (value: unknown) => value === undefined || (typeof value === "number" && Number.isInteger(value));
  return typeof id === "string" && isNumber(file) && isNumber(hunk);
}
