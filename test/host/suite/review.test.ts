import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { ReviewComments } from "../../../extension/review/reviewComments.js";
import { useDemoModel, useModelThatSays } from "./sayingModel.js";
import { fresh, openFile, ponder, turnOf } from "./support.js";

const text = "function f() {\n  let total = 0;\n  for (;;) {\n  }\n}\n";

describe("a review", () => {
  beforeEach(fresh);
  after(async () => {
    await useDemoModel();
    await fresh();
  });

  it("is a turn of the panel; its findings stand beside the code, and nothing is changed", async () => {
    const api = await ponder();
    await useModelThatSays("Line 99: `let total` is never used.\nLines 3-4: the loop never ends.");
    const { document } = await openFile("reviewed.ts", text);
    const turn = await turnOf(api, "ponder.review", { instruction: "Be strict." });
    assert.equal(turn.status, "done", turn.error?.message);
    assert.equal(turn.command, "review");
    assert.equal(turn.question, "Review reviewed.ts: Be strict.");
    assert.equal(turn.thought.text, "I look at the code.");
    assert.equal(document.getText(), text);
    // The first finding is in front, on the line whose code it quotes.
    const editor = await selectionAt(1);
    assert.equal(editor.document.uri.toString(), document.uri.toString());
  });

  it("is of the selection, and says so when nothing was found", async () => {
    const api = await ponder();
    await useModelThatSays("No findings.");
    const editor = await openFile("reviewed.ts", text);
    editor.selection = new vscode.Selection(1, 0, 2, 0);
    const turn = await turnOf(api, "ponder.review");
    assert.equal(turn.status, "done", turn.error?.message);
    assert.equal(turn.question, "Review reviewed.ts 2");
  });

  it("fails when the answer is about nothing that is there; the answer stays in the panel", async () => {
    const api = await ponder();
    await useModelThatSays("It adds numbers.");
    await openFile("reviewed.ts", text);
    const turn = await turnOf(api, "ponder.review");
    assert.deepEqual([turn.status, turn.error?.code, turn.answer], ["failed", "noProposal", "It adds numbers."]);
  });

  it("can be dismissed, and a finding can be fixed", async () => {
    const { document } = await openFile("reviewed.ts", text);
    const comments = new ReviewComments();
    try {
      const range = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 4 } });
      const findings = [
        { range: range(1), message: "`total` is **never** used" },
        { range: range(2), message: "never ends" },
      ];
      const threads = comments.show(document, findings, text.split("\n"));
      assert.equal(threads.length, 2);
      const [first, second] = threads;
      assert.equal(first?.canReply, false);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), "// new\n");
      await vscode.workspace.applyEdit(edit);
      assert.equal(second?.range?.start.line, 3);
      assert.deepEqual(comments.placeOf(second)?.problems[0]?.message, "never ends");
      comments.clear((thread) => thread === first);
      assert.equal(comments.placeOf(first), undefined);
      assert.ok(comments.placeOf(second));
      // Another review takes the place of this one.
      assert.equal(comments.show(document, [], []).length, 0);
      assert.equal(comments.placeOf(second), undefined);
    } finally {
      await comments.dispose();
    }
  });
});

/** Waits until the caret of the active editor is in a line. */
function selectionAt(line: number): Promise<vscode.TextEditor> {
  return new Promise((resolve) => {
    const listeners: vscode.Disposable[] = [];
    const look = () => {
      const editor = vscode.window.activeTextEditor;
      if (editor?.selection.active.line !== line) return;
      for (const listener of listeners) listener.dispose();
      resolve(editor);
    };
    listeners.push(vscode.window.onDidChangeTextEditorSelection(look), vscode.window.onDidChangeActiveTextEditor(look));
    look();
  });
}
