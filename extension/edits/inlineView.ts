import {
  l10n,
  MarkdownString,
  OverviewRulerLane,
  Position,
  Range,
  Selection,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  window,
  type DecorationOptions,
  type DecorationRenderOptions,
  type TextEditor,
} from "vscode";
import { Lifetime } from "../lifetime.js";
import { inlineHunks, type InlineHunk } from "./inlineHunks.js";
import type { ProposalStore } from "./proposalStore.js";
import type { ProposedFile } from "./proposalUri.js";

/** A hunk between the lines of a document. */
export interface ShownHunk extends ProposedFile, InlineHunk {}

/** The borders' colours are only there in high contrast, where the backgrounds are not. */
const removedLook: DecorationRenderOptions = {
  backgroundColor: new ThemeColor("diffEditor.removedTextBackground"),
  border: "1px dashed",
  borderColor: new ThemeColor("diffEditor.removedTextBorder"),
  overviewRulerColor: new ThemeColor("diffEditorOverview.removedForeground"),
  overviewRulerLane: OverviewRulerLane.Full,
};

/** Shows open hunks in the files themselves: what goes is marked, what comes stands behind the lines. */
export class InlineView {
  readonly #lifetime = new Lifetime();
  readonly #store: ProposalStore;
  /** Proposals that are shown so. */
  readonly #shown = new Set<string>();
  readonly #removed = this.#lifetime.own(window.createTextEditorDecorationType(removedLook));
  /** A blank line has no text that could be marked. */
  readonly #removedBlank = this.#lifetime.own(
    window.createTextEditorDecorationType({ ...removedLook, isWholeLine: true }),
  );
  readonly #added = this.#lifetime.own(
    window.createTextEditorDecorationType({
      after: {
        margin: "0 0 0 2em",
        backgroundColor: new ThemeColor("diffEditor.insertedTextBackground"),
        border: "1px dashed",
        borderColor: new ThemeColor("diffEditor.insertedTextBorder"),
        color: new ThemeColor("editor.foreground"),
      },
      overviewRulerColor: new ThemeColor("diffEditorOverview.insertedForeground"),
      overviewRulerLane: OverviewRulerLane.Full,
    }),
  );

  constructor(store: ProposalStore) {
    this.#store = store;
    this.#lifetime.own(window.onDidChangeVisibleTextEditors(() => this.draw()));
  }

  /** Shows a proposal in its files from now on, and the place of a file's first hunk. */
  async show({ id, file }: ProposedFile): Promise<void> {
    const one = this.#store.get(id)?.files[file];
    if (!one) return;
    this.#shown.add(id);
    const editor = await window.showTextDocument(Uri.parse(one.edit.uri, true), { preview: false });
    const [first] = this.hunksIn(editor.document.uri);
    if (first) goTo(editor, first.line);
    this.draw();
  }

  /** Shows it there no more. */
  hide(id: string): void {
    if (this.#shown.delete(id)) this.draw();
  }

  has(id: string): boolean {
    return this.#shown.has(id);
  }

  /** The hunks that are shown in a document, from the first to the last. */
  hunksIn(uri: Uri): readonly ShownHunk[] {
    return this.#store
      .openFor(uri.toString())
      .filter(({ id }) => this.#shown.has(id))
      .flatMap(({ id, file }) => {
        const tracked = this.#store.get(id)?.files[file];
        if (!tracked) return [];
        const more = (lines: number) => l10n.t("(+{0} lines)", lines);
        return inlineHunks(tracked, more).map((hunk) => ({ id, file, ...hunk }));
      })
      .sort((a, b) => a.line - b.line);
  }

  /** Draws anew in all editors that can be seen. */
  draw(): void {
    for (const editor of window.visibleTextEditors) {
      const hunks = this.hunksIn(editor.document.uri);
      const removed = hunks.flatMap((hunk) => removedLines(hunk, editor));
      editor.setDecorations(
        this.#removed,
        removed.filter(({ range }) => !range.isEmpty),
      );
      editor.setDecorations(
        this.#removedBlank,
        removed.filter(({ range }) => range.isEmpty),
      );
      editor.setDecorations(
        this.#added,
        hunks.flatMap((hunk) => addedNotes(hunk, editor)),
      );
    }
  }

  dispose(): Promise<void> {
    return this.#lifetime.dispose();
  }
}

/** Puts the caret at the beginning of a line and shows it. */
export function goTo(editor: TextEditor, line: number): void {
  const at = new Position(line, 0);
  editor.selection = new Selection(at, at);
  editor.revealRange(new Range(at, at), TextEditorRevealType.InCenterIfOutsideViewport);
}

function removedLines({ removed, diff }: InlineHunk, { document }: TextEditor): DecorationOptions[] {
  return removed
    .filter((line) => line < document.lineCount)
    .map((line) => {
      const { range, firstNonWhitespaceCharacterIndex: indent } = document.lineAt(line);
      return { range: range.with(range.start.translate(0, indent)), hoverMessage: hover(diff) };
    });
}

function addedNotes({ notes, diff }: InlineHunk, { document }: TextEditor): DecorationOptions[] {
  return notes
    .filter(({ line }) => line < document.lineCount)
    .map(({ line, text }) => {
      const { end } = document.lineAt(line).range;
      return {
        range: new Range(end, end),
        hoverMessage: hover(diff),
        // Blanks at the edges would be lost.
        renderOptions: { after: { contentText: ` ${text} `.replaceAll(" ", "\u00A0") } },
      };
    });
}

/** A stranger's text: nothing in it can act. */
function hover(diff: string): MarkdownString {
  const message = new MarkdownString();
  message.appendCodeblock(diff, "diff");
  return message;
}
