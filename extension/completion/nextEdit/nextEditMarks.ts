import { DecorationRangeBehavior, l10n, Range, ThemeColor, window, type TextEditor } from "vscode";
import type { NextEdit } from "../../../protocol/nextEdit.js";
import { Lifetime } from "../../lifetime.js";

/** Grey like ghost text, whose own colour is none in high contrast. */
const ghost = new ThemeColor("editorCodeLens.foreground");
const rangeBehavior = DecorationRangeBehavior.ClosedClosed;

/** Shows a next edit: what goes is struck through, what comes stands behind it in grey, and the caret's line says where. */
export class NextEditMarks {
  readonly #lifetime = new Lifetime();
  readonly #goes = this.#lifetime.own(
    window.createTextEditorDecorationType({ rangeBehavior, textDecoration: "line-through", opacity: "0.6" }),
  );
  readonly #comes = this.#lifetime.own(
    window.createTextEditorDecorationType({
      rangeBehavior,
      overviewRulerColor: ghost,
    }),
  );
  readonly #hint = this.#lifetime.own(window.createTextEditorDecorationType({ rangeBehavior }));
  #editor: TextEditor | undefined;

  /** @param range of the document. */
  show(editor: TextEditor, range: Range, { newText, places }: NextEdit): void {
    this.hide();
    this.#editor = editor;
    if (!range.isEmpty) editor.setDecorations(this.#goes, [range]);
    const comes = { contentText: newText, color: ghost, fontStyle: "italic" };
    if (newText !== "")
      editor.setDecorations(this.#comes, [{ range: new Range(range.end, range.end), renderOptions: { after: comes } }]);
    const { line } = editor.selection.active;
    if (range.start.line === line) return;
    const end = editor.document.lineAt(line).range.end;
    const contentText = `  ${hint(range.start.line + 1, places)}`;
    editor.setDecorations(this.#hint, [
      { range: new Range(end, end), renderOptions: { after: { contentText, color: ghost } } },
    ]);
  }

  hide(): void {
    for (const type of [this.#goes, this.#comes, this.#hint]) this.#editor?.setDecorations(type, []);
    this.#editor = undefined;
  }

  dispose(): Promise<void> {
    return this.#lifetime.dispose();
  }
}

/** What the caret's line and the status bar say. @param line from 1. */
export const hint = (line: number, places: number): string =>
  places === 1
    ? l10n.t("Tab: next edit, line {0}", line)
    : l10n.t("Tab: next edit, line {0} ({1} places)", line, places);
