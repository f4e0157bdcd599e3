import {
  commands,
  comments,
  CommentMode,
  CommentThreadCollapsibleState,
  l10n,
  MarkdownString,
  Range,
  workspace,
  type CommentController,
  type CommentThread,
  type TextDocument,
  type TextDocumentChangeEvent,
} from "vscode";
import type { Finding } from "../../protocol/review.js";
import type { EditPlace } from "../commands/editRequest.js";
import { fromRange, toRange } from "../documents.js";
import { Lifetime } from "../lifetime.js";
import { findLineAgain } from "./findLineAgain.js";
import { moveRange } from "./moveRange.js";

/** Also in the `when` clauses of the manifest. */
const controllerId = "ponder.review";

/** The findings of reviews, as comments beside the code. They change nothing, and are gone with the window. */
export class ReviewComments {
  readonly #lifetime = new Lifetime();
  readonly #controller: CommentController;
  #threads: readonly CommentThread[] = [];

  constructor() {
    this.#controller = this.#lifetime.own(comments.createCommentController(controllerId, l10n.t("Ponder: Review")));
    this.#lifetime.own(workspace.onDidChangeTextDocument((event) => this.#follow(event)));
  }

  /**
   * Shows the findings of a review in the place of those of the last one of this document.
   *
   * @param reviewed the lines that the ranges belong to.
   * @returns the threads that are shown; a finding whose line is gone by now has none.
   */
  show(document: TextDocument, findings: readonly Finding[], reviewed: readonly string[]): readonly CommentThread[] {
    this.clear(({ uri }) => uri.toString() === document.uri.toString());
    const now = document.getText().split(/\r\n|\r|\n/);
    const shown = findings.flatMap(({ range, message }, at) => {
      const line = findLineAgain(reviewed, now, range.start.line);
      if (line === undefined) return [];
      const last = Math.min(line + range.end.line - range.start.line, document.lineCount - 1);
      const place = new Range(line, 0, last, document.lineAt(last).text.length);
      const thread = this.#controller.createCommentThread(document.uri, place, [commentOf(message)]);
      thread.canReply = false;
      thread.label = l10n.t("Finding {0} of {1}", at + 1, findings.length);
      thread.contextValue = "finding";
      thread.collapsibleState = CommentThreadCollapsibleState.Expanded;
      return [thread];
    });
    this.#threads = [...this.#threads, ...shown];
    this.#tell();
    return shown;
  }

  /** Takes findings away. */
  clear(which: (thread: CommentThread) => boolean = () => true): void {
    const gone = this.#threads.filter(which);
    this.#threads = this.#threads.filter((thread) => !gone.includes(thread));
    for (const thread of gone) thread.dispose();
    this.#tell();
  }

  /** The place and the problem of the finding that a button of the editor names. */
  placeOf(named: unknown): EditPlace | undefined {
    const thread = this.#threads.find((one) => one === named);
    const [comment] = thread?.comments ?? [];
    if (!thread?.range || !comment) return undefined;
    const range = fromRange(thread.range);
    const message = typeof comment.body === "string" ? comment.body : comment.body.value;
    return {
      uri: thread.uri.toString(),
      range: { start: range.start, end: range.start },
      problems: [{ range, message }],
    };
  }

  dispose(): Promise<void> {
    this.clear();
    return this.#lifetime.dispose();
  }

  #tell(): void {
    void commands.executeCommand("setContext", "ponder.hasFindings", this.#threads.length > 0);
  }

  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    const uri = document.uri.toString();
    for (const thread of this.#threads.filter((one) => one.uri.toString() === uri)) {
      if (!thread.range) continue;
      // Each change is counted in the text that the ones before it in the list left.
      const start = fromRange(thread.range);
      const range = contentChanges.reduce<ReturnType<typeof moveRange>>(
        (at, change) => at && moveRange(at, { range: fromRange(change.range), text: change.text }),
        start,
      );
      if (!range) this.clear((one) => one === thread);
      else if (range.start.line !== start.start.line || range.end.line !== start.end.line)
        thread.range = document.validateRange(toRange(range));
    }
  }
}

function commentOf(message: string) {
  const body = new MarkdownString(message);
  // The model wrote it: nothing in it may run a command or load anything.
  body.isTrusted = false;
  body.supportHtml = false;
  return { body, mode: CommentMode.Preview, author: { name: "Ponder" } };
}
