import { l10n, languages, SnippetString, window, workspace, type TextEditor } from "vscode";
import {
  editMatchMethod,
  type AnswerFile,
  type EditMatchParams,
  type EditMatchResult,
  type EditProposal,
} from "../../../protocol/edits.js";
import { PonderFailure } from "../../../protocol/errors.js";
import type { CodeAction, CodeBlock } from "../../../protocol/panel/messages.js";
import { toRange } from "../../documents.js";
import type { ProposalSource } from "../../edits/proposalStore.js";
import type { ServerSupervisor } from "../../server/supervisor.js";
import { refuseInRestrictedMode } from "../../trust.js";
import type { AttachedItem } from "../conversations/savedConversation.js";
import { answerWith, insertedText, languageOf, pathOf } from "./codeText.js";
import { codeTarget } from "./codeTarget.js";

/** What the buttons of code blocks work with. */
export interface CodeUseParts {
  readonly server: ServerSupervisor;
  /** The editor that questions are about. */
  readonly editor: () => TextEditor | undefined;
  /** What was sent with a turn's question. */
  readonly sentWith: (turnId: string) => readonly AttachedItem[];
  readonly onProposal: (proposal: EditProposal, source: ProposalSource) => void;
}

/** Does what the user wants with a code block of an answer. A code block is never written to a file by itself. */
export class CodeUse {
  readonly #parts: CodeUseParts;

  constructor(parts: CodeUseParts) {
    this.#parts = parts;
  }

  /** @throws `PonderFailure` that tells the user why it cannot be done, and what else can. */
  async use(turnId: string, action: CodeAction, block: CodeBlock): Promise<void> {
    switch (action) {
      case "insert":
        await this.#insert(block);
        return;
      case "newFile":
        await openInNewFile(block);
        return;
      case "apply":
        await this.#apply(turnId, block);
        return;
    }
  }

  /** In the place of what is selected, as one undo step, indented like its line. */
  async #insert({ code }: CodeBlock): Promise<void> {
    refuseInRestrictedMode("inserts no code");
    const editor = this.#parts.editor();
    // Nothing in it is a placeholder of a snippet: only the indentation is a snippet's.
    const done = await editor?.insertSnippet(new SnippetString().appendText(insertedText(code)));
    if (!editor || done !== true) {
      throw new PonderFailure(
        "badRequest",
        editor ? l10n.t("This editor cannot be written to.") : l10n.t("There is no editor to insert the code into."),
        l10n.t("Put the cursor where you want it, or open the code in a new file."),
      );
    }
    await window.showTextDocument(editor.document, editor.viewColumn);
  }

  /** Makes a proposal of the block, for the file it names or the one the turn was about. */
  async #apply(turnId: string, block: CodeBlock): Promise<void> {
    refuseInRestrictedMode("proposes no edits");
    const { server, editor, sentWith, onProposal } = this.#parts;
    const sent = sentWith(turnId);
    const path = pathOf(block);
    const uri = await codeTarget(path, sent, editor()?.document.uri);
    if (!uri) return;
    const { signal } = new AbortController();
    const document = await workspace.openTextDocument(uri);
    const range = sent.find(
      (item) => item.range && item.uri === uri.toString() && document.getText(toRange(item.range)) === item.text,
    )?.range;
    const run = await server.running(signal);
    const asked = uri.toString();
    const answer = answerWith(block);
    // However the block names it, it is this file that is meant.
    const named: readonly AnswerFile[] = path === undefined ? [] : [{ path, uri: asked, kind: "edit" }];
    const params: EditMatchParams = { uri: asked, answer, ...(range && { range }), files: named };
    const { proposal } = await run.request<EditMatchResult>(editMatchMethod, params, signal);
    onProposal(proposal, { turnId, asked, named, answer });
  }
}

async function openInNewFile(block: CodeBlock): Promise<void> {
  const language = languageOf(block, await languages.getLanguages());
  const document = await workspace.openTextDocument({
    content: block.code,
    ...(language !== undefined && { language }),
  });
  await window.showTextDocument(document, { preview: false });
}
