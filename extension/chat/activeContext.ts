import { window, type TextEditor } from "vscode";
import type { ContextItem } from "../../protocol/chat.js";
import type { ContextChip } from "../../protocol/panel/state.js";
import { fromRange, shownPath } from "../documents.js";
import { Emitter } from "../emitter.js";
import { Lifetime } from "../lifetime.js";
import { isSupportedScheme } from "../server/schemes.js";
import { chipOf } from "./contextChip.js";
import type { AttachedItem } from "./conversations/savedConversation.js";

/** A file up to this size, in UTF-16 code units, goes along whole; of a longer one, the lines that are visible. */
const wholeFileLimit = 16_000;

/** What goes along with a question, and how it is shown. */
export interface ContextPiece {
  readonly chip: ContextChip;
  readonly item: AttachedItem;
}

/**
 * What goes along with the next question: the selection of the active editor, else its file (else the visible lines
 * of a long file). What the chip shows is what is sent; the user can take it off.
 */
export class ActiveContext {
  readonly #lifetime = new Lifetime();
  readonly #changed = new Emitter<readonly ContextChip[]>();
  /** Moving the focus into the panel leaves no active editor; the user still means the one beside it. */
  #editor: TextEditor | undefined;
  #removedId: string | undefined;
  #shown: string | undefined;

  readonly onDidChange = this.#changed.event;

  constructor() {
    const own = this.#lifetime;
    own.own(window.onDidChangeActiveTextEditor((editor) => this.#follow(editor)));
    own.own(window.onDidChangeVisibleTextEditors(() => this.#follow(window.activeTextEditor)));
    own.own(window.onDidChangeTextEditorSelection(({ textEditor }) => textEditor === this.#editor && this.#refresh()));
    own.own(
      window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => textEditor === this.#editor && this.#refresh()),
    );
    this.#follow(window.activeTextEditor);
  }

  /** The editor that questions are about. */
  get editor(): TextEditor | undefined {
    return this.#editor;
  }

  /** The chips that the panel shows now. */
  get chips(): readonly ContextChip[] {
    const chip = this.#editor && chipOf(place(this.#editor));
    return chip && chip.id !== this.#removedId ? [chip] : [];
  }

  /** What those chips stand for, with the text as it is now. */
  pieces(): readonly ContextPiece[] {
    const editor = this.#editor;
    return editor && this.chips.length > 0 ? [pieceOf(editor)] : [];
  }

  /** Leaves a piece out until the user selects something else or turns to another file. */
  remove(id: string): void {
    this.#removedId = id;
    this.#refresh();
  }

  dispose(): Promise<void> {
    return this.#lifetime.dispose();
  }

  #follow(active: TextEditor | undefined): void {
    if (active && isSupportedScheme(active.document.uri.scheme)) this.#editor = active;
    else if (this.#editor && !window.visibleTextEditors.includes(this.#editor)) this.#editor = undefined;
    this.#refresh();
  }

  #refresh(): void {
    const current = this.#editor && chipOf(place(this.#editor)).id;
    if (current !== this.#removedId) this.#removedId = undefined;
    const { chips } = this;
    const shown = chips.map(({ id }) => id).join("\n");
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#changed.fire(chips);
  }
}

/** The piece of an editor that goes along with a question, or that an explanation is about. */
export function pieceOf(editor: TextEditor): ContextPiece {
  const { document } = editor;
  const where = place(editor);
  return {
    chip: chipOf(where),
    item: {
      ...where,
      uri: document.uri.toString(),
      languageId: document.languageId,
      text: document.getText(editorRange(editor)),
    },
  };
}

function place(editor: TextEditor): Pick<ContextItem, "path" | "range"> {
  const range = editorRange(editor);
  return { path: shownPath(editor.document.uri), ...(range && { range: fromRange(range) }) };
}

/** `undefined`: the whole document. */
function editorRange({ document, selection, visibleRanges }: TextEditor) {
  if (!selection.isEmpty) return selection;
  const lines = document.lineCount;
  if (document.offsetAt(document.lineAt(lines - 1).range.end) <= wholeFileLimit) return undefined;
  const [first] = visibleRanges;
  const last = visibleRanges.at(-1);
  return first && last ? first.union(last).with({ end: document.lineAt(last.end.line).range.end }) : undefined;
}
