import { commands, Selection, TextEditorRevealType, window, workspace, type Range, type TextDocument } from "vscode";
import { nextEditMethod, type NextEdit, type NextEditParams, type NextEditResult } from "../../../protocol/nextEdit.js";
import { fromRange, toRange } from "../../documents.js";
import { Emitter } from "../../emitter.js";
import { Lifetime } from "../../lifetime.js";
import { describe, type LogSink } from "../../log.js";
import { isSupportedScheme } from "../../server/schemes.js";
import type { ServerRun } from "../../server/serverRun.js";
import type { CompletionView } from "../completionView.js";
import { hint, NextEditMarks } from "./nextEditMarks.js";

/** Behind the last keystroke, in milliseconds: a name should be whole. */
const restMs = 500;
/** How long the status bar tells of it, for those who do not see the marks, in milliseconds. */
const tellMs = 4_000;

/** An edit that is shown. */
interface Shown {
  readonly edit: NextEdit;
  readonly document: TextDocument;
  readonly version: number;
  readonly range: Range;
}

/** What a {@link NextEditOffer} needs. */
export interface NextEditOfferParts {
  readonly view: () => CompletionView;
  readonly log: LogSink;
}

/**
 * Proposes the next place that an edit made stale: once typing pauses the server is asked; the user goes there, and
 * takes it. Nothing is changed before that.
 */
export class NextEditOffer {
  readonly #parts: NextEditOfferParts;
  readonly #lifetime = new Lifetime();
  readonly #marks = this.#lifetime.own(new NextEditMarks());
  readonly #changed = new Emitter<NextEdit | undefined>();
  #run: ServerRun | undefined;
  #timer: NodeJS.Timeout | undefined;
  #asking: AbortController | undefined;
  #shown: Shown | undefined;
  /** The edit whose places are declined. */
  #declined: number | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(parts: NextEditOfferParts) {
    this.#parts = parts;
    this.#lifetime.own({ dispose: () => clearTimeout(this.#timer) });
    this.#lifetime.own(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || document !== window.activeTextEditor?.document) return;
        this.#hide();
        if (isSupportedScheme(document.uri.scheme)) this.#wait();
      }),
    );
    this.#lifetime.own(window.onDidChangeActiveTextEditor(() => this.#hide()));
    this.#lifetime.own(
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (this.#shown?.document !== textEditor.document || textEditor !== window.activeTextEditor) return;
        this.#marks.show(textEditor, this.#shown.range, this.#shown.edit);
      }),
    );
  }

  /** The edit that is proposed now. */
  get edit(): NextEdit | undefined {
    return this.#shown?.edit;
  }

  /** The server's run now: what another one proposed is gone. */
  serve(run: ServerRun | undefined): void {
    if (run === this.#run) return;
    this.#run = run;
    this.#declined = undefined;
    this.#hide();
  }

  /** Goes to the place; from there, takes the edit and looks for the next one. */
  async go(): Promise<void> {
    const editor = window.activeTextEditor;
    const shown = this.#shown;
    if (!editor || shown?.document !== editor.document || shown.version !== editor.document.version) return;
    const { range, edit } = shown;
    const { active } = editor.selection;
    if (active.line !== range.start.line || active.isBefore(range.start) || active.isAfter(range.end)) {
      editor.selection = new Selection(range.start, range.start);
      editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
      return;
    }
    this.#hide();
    const done = await editor.edit((builder) => builder.replace(range, edit.newText));
    if (!done) return;
    clearTimeout(this.#timer);
    await this.#ask();
  }

  /** Declines it, and the other places of the same edit. */
  decline(): void {
    this.#declined = this.#shown?.edit.id;
    this.#hide();
  }

  dispose(): Promise<void> {
    this.#hide();
    return this.#lifetime.dispose();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), restMs);
  }

  async #ask(): Promise<void> {
    const editor = window.activeTextEditor;
    const { enabled, language, snoozedUntil } = this.#parts.view();
    if (!editor || !this.#run || !enabled || language?.on === false || snoozedUntil !== undefined) return;
    const { document, selection } = editor;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const { version } = document;
    const params: NextEditParams = { uri: document.uri.toString(), version, position: fromRange(selection).start };
    try {
      const edit = await this.#run.request<NextEditResult>(nextEditMethod, params, asking.signal);
      if (asking.signal.aborted || !edit || edit.id === this.#declined) return;
      if (editor !== window.activeTextEditor || document.version !== version) return;
      const range = toRange(edit.range);
      this.#shown = { edit, document, version, range };
      this.#marks.show(editor, range, edit);
      window.setStatusBarMessage(hint(range.start.line + 1, edit.places), tellMs);
      this.#tell();
    } catch (error) {
      if (!asking.signal.aborted) this.#parts.log.debug(`No next edit: ${describe(error)}`);
    }
  }

  #hide(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    if (!this.#shown) return;
    this.#shown = undefined;
    this.#marks.hide();
    this.#tell();
  }

  #tell(): void {
    void commands.executeCommand("setContext", "ponder.nextEdit", this.#shown !== undefined);
    this.#changed.fire(this.#shown?.edit);
  }
}
