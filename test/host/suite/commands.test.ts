import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { EditPlace } from "../../../extension/commands/editRequest.js";
import { useDemoModel, useModelThatSays } from "./sayingModel.js";
import { fixCase, fresh, openFile, ponder, turnOf, until } from "./support.js";

const { code } = fixCase("mergeFile");

describe("commands that change code", () => {
  before(() => useModelThatSays(`\`\`\`ts\n// A comment.\n${code}\n\`\`\``));
  beforeEach(fresh);
  after(async () => {
    await useDemoModel();
    await fresh();
  });

  for (const kind of ["document", "refactor", "optimise", "edit"] as const) {
    it(`${kind} thinks, and ends in a proposal`, async () => {
      const api = await ponder();
      const { document } = await openFile("lists.ts", `${code}\n`);
      const turn = await turnOf(api, `ponder.${kind}`, { instruction: "Add a comment." });
      assert.equal(turn.command, kind);
      assert.match(turn.question, /^\w+ lists\.ts 1: Add a comment\.$/);
      assert.ok(turn.thought.text.trim() !== "", "no thought");
      assert.equal(turn.status, "done", turn.error?.message);
      const { proposal } = await until(api, ({ turns }) =>
        turns.find(({ id, proposal }) => id === turn.id && proposal),
      );
      assert.equal(proposal?.state, "open");
      assert.equal(document.getText(), `${code}\n`, "the document was touched");
    });
  }

  it("Document proposes a doc comment", async () => {
    const api = await ponder();
    await useDemoModel();
    await openFile("lists.ts", `${code}\n`);
    const turn = await turnOf(api, "ponder.document");
    assert.equal(turn.question, "Document lists.ts 1");
    assert.match(turn.answer, /```\w+\n\/\*\*\n/);
    const shown = await until(api, ({ turns }) => turns.find(({ id, proposal }) => id === turn.id && proposal));
    assert.equal(shown.proposal?.state, "open");
  });

  it("Explain takes a problem from the light bulb", async () => {
    const api = await ponder();
    const { document } = await openFile("lists.ts", `${code}\n`);
    const range = { start: { line: 3, character: 4 }, end: { line: 3, character: 9 } };
    const place: EditPlace = { uri: document.uri.toString(), range, problems: [{ range, message: "row is unused" }] };
    const turn = await turnOf(api, "ponder.explain", place);
    assert.equal(turn.command, "explain");
    assert.equal(turn.question, "What does this problem in line 4 mean: row is unused");
    assert.equal(turn.status, "done", turn.error?.message);
  });

  it("offers to rewrite a selection in the light bulb", async () => {
    await ponder();
    const { document } = await openFile("lists.ts", `${code}\n`);
    const selected = new vscode.Range(1, 0, 3, 0);
    for (;;) {
      const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        selected,
        vscode.CodeActionKind.RefactorRewrite.value,
      );
      const ours = actions.filter(({ command }) => command?.command.startsWith("ponder."));
      // The server, and with it the provider, comes a moment after the first open file.
      if (ours.length === 0) continue;
      assert.deepEqual(
        ours.map(({ title }) => title),
        [
          "Edit with Ponder…",
          "Refactor with Ponder",
          "Optimise with Ponder",
          "Document with Ponder",
          "Generate tests with Ponder",
        ],
      );
      return;
    }
  });
});

describe("commands in a cell of a notebook", () => {
  /** A notebook of two cells, the caret in the second. */
  async function inCell(): Promise<vscode.NotebookDocument> {
    await fresh();
    const cells = ["a = 1", "b = a"].map(
      (text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "python"),
    );
    const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData(cells));
    const { document } = notebook.cellAt(1);
    const isActive = new Promise<void>((resolve) => {
      const subscription = vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor?.document !== document) return;
        subscription.dispose();
        resolve();
      });
    });
    const editor = await vscode.window.showNotebookDocument(notebook);
    editor.selection = new vscode.NotebookRange(1, 2);
    await vscode.commands.executeCommand("notebook.cell.edit");
    await isActive;
    return notebook;
  }
  after(async () => {
    await useDemoModel();
    await fresh();
  });

  it("Explain is about the cell", async () => {
    const api = await ponder();
    await useModelThatSays("It copies `a`.");
    await inCell();
    const turn = await turnOf(api, "ponder.explain");
    assert.equal(turn.status, "done", turn.error?.message);
    assert.equal(turn.answer, "It copies `a`.");
    assert.equal(turn.context.length, 1);
    assert.match(turn.context[0]?.label ?? "", /^Untitled-\d+\.ipynb/);
  });

  it("Edit proposes a change of the cell, which is made when it is accepted, and of no other", async () => {
    const api = await ponder();
    await useModelThatSays("```python\nb = a + 1\n```");
    const notebook = await inCell();
    const { document } = notebook.cellAt(1);
    const turn = await turnOf(api, "ponder.edit", { instruction: "Add one." });
    assert.equal(turn.status, "done", turn.error?.message);
    const shown = await until(api, ({ turns }) => turns.find(({ id, proposal }) => id === turn.id && proposal));
    assert.equal(shown.proposal?.state, "open");
    assert.equal(document.getText(), "b = a", "the cell was touched before it was accepted");
    await vscode.commands.executeCommand("ponder.acceptProposal", shown.proposal.id);
    assert.equal(document.getText(), "b = a + 1");
    assert.equal(notebook.cellAt(0).document.getText(), "a = 1");
  });
});
