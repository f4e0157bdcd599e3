import { CodeLens, EventEmitter, l10n, Range, window, type CodeLensProvider, type TextDocument } from "vscode";
import { Lifetime } from "../lifetime.js";
import type { InlineView } from "./inlineView.js";
import type { ProposalStore } from "./proposalStore.js";
import { proposedFileOf, proposalScheme, type ProposedFile } from "./proposalUri.js";
import { openHunks, proposedPlaces } from "./trackedFile.js";

/**
 * How often, and after how long, an editor is told again that did not ask: it is about to ask some 250 ms after it was
 * told, and forgets that where the focus leaves it meanwhile (VS Code's `CodeLensContribution`), to the panel for one.
 */
const tellAgain = { times: 3, afterMs: 1_000 };

/** Buttons above each open hunk, in the file itself and in the diff editor. */
export class HunkLenses implements CodeLensProvider {
  readonly #lifetime = new Lifetime();
  readonly #changed = this.#lifetime.own(new EventEmitter<void>());
  readonly #store: ProposalStore;
  readonly #inline: InlineView;

  /** Documents whose editors have asked since the hunks changed. */
  readonly #asked = new Set<string>();
  #telling: NodeJS.Timeout | undefined;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(store: ProposalStore, inline: InlineView) {
    this.#store = store;
    this.#inline = inline;
  }

  /** The hunks are others now. */
  refresh(): void {
    this.#asked.clear();
    this.#tell(tellAgain.times);
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    this.#asked.add(document.uri.toString());
    return document.uri.scheme === proposalScheme ? this.#ofDiff(document) : this.#ofFile(document);
  }

  dispose(): Promise<void> {
    clearTimeout(this.#telling);
    return this.#lifetime.dispose();
  }

  #tell(more: number): void {
    this.#changed.fire();
    clearTimeout(this.#telling);
    if (more === 0) return;
    this.#telling = setTimeout(() => {
      if (window.visibleTextEditors.some(({ document }) => !this.#asked.has(document.uri.toString())))
        this.#tell(more - 1);
    }, tellAgain.afterMs);
  }

  #ofFile(document: TextDocument): CodeLens[] {
    return this.#inline
      .hunksIn(document.uri)
      .flatMap(({ id, file, hunk, line }, at) => [
        ...this.#buttons(line, { id, file }, hunk, at === 0),
        lens(line, l10n.t("Show as Diff"), "ponder.showAsDiff", { id, file }),
      ]);
  }

  #ofDiff(document: TextDocument): CodeLens[] {
    const shown = document.uri.fragment === "" ? proposedFileOf(document.uri) : undefined;
    const file = shown && this.#store.get(shown.id)?.files[shown.file];
    if (!file) return [];
    return proposedPlaces(file).flatMap(({ hunk, start }, at) =>
      this.#buttons(document.positionAt(start).line, shown, hunk, at === 0),
    );
  }

  #buttons(line: number, { id, file }: ProposedFile, hunk: number, isFirst: boolean): readonly CodeLens[] {
    const tracked = this.#store.get(id)?.files[file];
    const count = tracked ? openHunks(tracked).length : 0;
    return [
      lens(line, l10n.t("Accept"), "ponder.acceptHunk", { id, file, hunk }),
      lens(line, l10n.t("Discard"), "ponder.discardHunk", { id, file, hunk }),
      ...(isFirst && count > 1
        ? [lens(line, l10n.t("Accept All {0} Changes", count), "ponder.acceptFile", { id, file })]
        : []),
    ];
  }
}

function lens(line: number, title: string, command: string, argument: object): CodeLens {
  return new CodeLens(new Range(line, 0, line, 0), { title, command, arguments: [argument] });
}
