import {
  commands,
  comments,
  CommentThreadCollapsibleState,
  l10n,
  Selection,
  window,
  workspace,
  type CommentController,
  type CommentThread,
  type TextDocument,
  type TextEditor,
} from "vscode";
import type { Range } from "../../protocol/text.js";
import { labelOf } from "../chat/contextChip.js";
import { fromRange, shownPath, toRange } from "../documents.js";
import { Lifetime } from "../lifetime.js";
import { followPlace, withoutLastLineEnd } from "./instructionPlace.js";

/** Also in the `when` clauses of the manifest. */
const controllerId = "ponder.edit";

/** How long the box may take to be there, in milliseconds. Then the editor does not show it, and is asked otherwise. */
const shownLimitMs = 10_000;

/** What an edit is to do, and where the code that is meant stands by then. */
export interface Instruction {
  readonly text: string;
  readonly range: Range;
}

interface OpenBox {
  readonly thread: CommentThread;
  readonly answer: (text: string | undefined) => void;
  range: Range;
}

/**
 * Asks what an edit is to do, in a box below the code. The editor has no input of its own there for extensions; the box
 * is a comment that is never made: it is in no list, and gone with its answer.
 */
export class Instructions {
  readonly #lifetime = new Lifetime();
  readonly #controller: CommentController;
  #box: OpenBox | undefined;
  /** What was asked for last in this window: people try the same on another piece of code. */
  #last = "";

  constructor() {
    this.#controller = this.#lifetime.own(comments.createCommentController(controllerId, l10n.t("Ponder: Edit")));
    this.#lifetime.own(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (!this.#box || !isAbout(this.#box, document)) return;
        const range = followPlace(
          this.#box.range,
          contentChanges.map((change) => ({ range: fromRange(change.range), text: change.text })),
        );
        if (range) this.#box.range = range;
        else this.#close();
      }),
    );
    this.#lifetime.own(
      workspace.onDidCloseTextDocument((document) => {
        if (this.#box && isAbout(this.#box, document)) this.#close();
      }),
    );
  }

  /**
   * Asks. Where the editor shows no box, because it is about another document than the active one or about a cell of a
   * notebook, or because comments are hidden, it asks in the editor's quick input.
   *
   * @returns `undefined` when the user took it back.
   */
  async ask(document: TextDocument, range: Range): Promise<Instruction | undefined> {
    this.#close();
    const where = labelOf({ path: shownPath(document.uri), range });
    const editor = window.activeTextEditor;
    const asked =
      editor?.document === document && canShow(document)
        ? await this.#askInBox(editor, range, where)
        : await this.#askAbove(range, where);
    if (asked) this.#last = asked.text;
    return asked;
  }

  /**
   * The user is done.
   *
   * @param reply of the box, from the editor; absent (from the keyboard): the editor is to hand it over.
   */
  async submit(reply: unknown): Promise<void> {
    const text = typeof reply === "object" && reply && "text" in reply ? reply.text : undefined;
    if (typeof text !== "string") await commands.executeCommand("editor.action.submitComment");
    else if (text.trim() !== "") this.#close(text.trim());
  }

  /** Takes what was asked for last. */
  repeat(): void {
    if (this.#last !== "") this.#close(this.#last);
  }

  /** The user takes it back, and goes on with the code. */
  async cancel(): Promise<void> {
    this.#close();
    await commands.executeCommand("workbench.action.focusActiveEditorGroup");
  }

  dispose(): Promise<void> {
    this.#close();
    return this.#lifetime.dispose();
  }

  async #askInBox(editor: TextEditor, range: Range, where: string): Promise<Instruction | undefined> {
    const { document } = editor;
    const { start, end } = withoutLastLineEnd(fromRange(editor.selection), (line) => document.lineAt(line).text.length);
    const place = toRange({ start, end });
    // The editor finds the box by the last line of the selection.
    const { isReversed } = editor.selection;
    editor.selection = isReversed ? new Selection(place.end, place.start) : new Selection(place.start, place.end);
    this.#controller.options = { placeHolder: this.#hint() };
    await commands.executeCommand("setContext", "ponder.hasLastInstruction", this.#last !== "");
    const isShown = this.#shown();
    const last = toRange({ start: { line: end.line, character: 0 }, end });
    const thread = this.#controller.createCommentThread(document.uri, last, []);
    thread.label = l10n.t("Ponder: edit {0}", where);
    thread.collapsibleState = CommentThreadCollapsibleState.Expanded;
    let box: OpenBox | undefined;
    const answered = new Promise<string | undefined>((answer) => {
      this.#box = box = { thread, answer, range };
    });
    if (!(await isShown)) {
      if (this.#box !== box) return undefined;
      this.#close();
      return this.#askAbove(range, where);
    }
    await commands.executeCommand("workbench.action.focusCommentOnCurrentLine");
    // From the box to the text in it.
    await commands.executeCommand("widgetNavigation.focusNext");
    const text = await answered;
    return text === undefined || !box ? undefined : { text, range: box.range };
  }

  /** Whether the next box appears: the editor opens a document for its text. */
  #shown(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => end(false), shownLimitMs);
      const opened = workspace.onDidOpenTextDocument(({ uri }) => {
        if (uri.scheme === "comment" && uri.authority === controllerId) end(true);
      });
      const end = (isShown: boolean) => {
        clearTimeout(timer);
        opened.dispose();
        resolve(isShown);
      };
    });
  }

  #hint(): string {
    if (this.#last === "") return l10n.t("What is to be changed, for example: return early when the list is empty");
    return l10n.t("What is to be changed? Last time it was: {0}", shortened(this.#last));
  }

  async #askAbove(range: Range, where: string): Promise<Instruction | undefined> {
    const typed = await window.showInputBox({
      title: l10n.t("Ponder: edit {0}", where),
      placeHolder: l10n.t("What is to be changed, for example: return early when the list is empty"),
      value: this.#last,
      validateInput: (text) => (text.trim() === "" ? l10n.t("Say what is to be changed.") : undefined),
    });
    return typed === undefined || typed.trim() === "" ? undefined : { text: typed.trim(), range };
  }

  #close(text?: string): void {
    const box = this.#box;
    this.#box = undefined;
    box?.thread.dispose();
    box?.answer(text);
  }
}

/** A text in one line that has room. */
function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

const isAbout = ({ thread }: OpenBox, { uri }: TextDocument): boolean => thread.uri.toString() === uri.toString();

const canShow = ({ uri }: TextDocument): boolean =>
  uri.scheme !== "vscode-notebook-cell" && workspace.getConfiguration("comments", uri).get("visible") !== false;
