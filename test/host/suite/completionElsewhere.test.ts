import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { PonderApi } from "../../../extension/api.js";
import { askUntil, completionShape, configuration, fimCase } from "./completionSupport.js";
import { fresh, ponder } from "./support.js";

const trigger = () => vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
const type = (text: string) => vscode.commands.executeCommand("type", { text });

/** Starts the server and lets it load the model. */
async function ready(api: PonderApi): Promise<void> {
  const { prefix } = fimCase;
  const document = await vscode.workspace.openTextDocument({ language: "javascript", content: prefix });
  const editor = await vscode.window.showTextDocument(document);
  const end = document.positionAt(prefix.length);
  editor.selection = new vscode.Selection(end, end);
  await askUntil(api, trigger, ({ latencyMs }) => latencyMs !== undefined);
}

describe("inline completion outside of files", () => {
  beforeEach(fresh);
  after(fresh);

  it("comes in a cell of a notebook, and is accepted there", async () => {
    const api = await ponder();
    await ready(api);
    const { prefix, suffix } = fimCase;
    const cell = (text: string) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "javascript");
    const notebook = await vscode.workspace.openNotebookDocument(
      "jupyter-notebook",
      new vscode.NotebookData([cell("const first = 1;"), cell(prefix + suffix)]),
    );
    const shown = await vscode.window.showNotebookDocument(notebook, {
      selections: [new vscode.NotebookRange(1, 2)],
    });
    const { document } = shown.notebook.cellAt(1);
    assert.equal(document.uri.scheme, "vscode-notebook-cell");
    const edit = async () => {
      await vscode.commands.executeCommand("notebook.cell.edit");
      const editor = vscode.window.activeTextEditor;
      if (editor?.document !== document) return;
      const caret = document.positionAt(prefix.length);
      editor.selection = new vscode.Selection(caret, caret);
      await trigger();
    };
    await askUntil(api, edit, ({ latencyMs }) => latencyMs !== undefined);
    const changed = new Promise<void>((resolve) => {
      const subscription = vscode.workspace.onDidChangeTextDocument(({ document: changedDocument }) => {
        if (changedDocument !== document) return;
        subscription.dispose();
        resolve();
      });
    });
    const accepting = setInterval(() => void vscode.commands.executeCommand("editor.action.inlineSuggest.commit"), 500);
    await changed.finally(() => clearInterval(accepting));
    const text = document.getText();
    assert.ok(text.startsWith(prefix) && text.endsWith(suffix), text);
    assert.match(text.slice(prefix.length, text.length - suffix.length), completionShape);
    assert.equal(notebook.cellAt(0).document.getText(), "const first = 1;");
  });

  it("in the field for a commit message comes when it is switched on there, and not before", async () => {
    const api = await ponder();
    await ready(api);
    const control = vscode.scm.createSourceControl("ponder-test", "Ponder test");
    try {
      control.inputBox.value = "Count the articles of all shelves and return the count\n\n";
      await vscode.commands.executeCommand("workbench.view.scm");
      const typeHere = async () => {
        await vscode.commands.executeCommand("workbench.scm.focus");
        await vscode.commands.executeCommand("workbench.scm.action.focusNextInput");
        await vscode.commands.executeCommand("cursorBottom");
        await type("t");
      };
      const off = await askUntil(api, typeHere, ({ outcome }) => outcome === "languageOff", false);
      assert.equal(off.latencyMs, undefined);
      assert.match(control.inputBox.value, /t$/);
      await configuration().update("completion.languages", { scminput: true }, vscode.ConfigurationTarget.Global);
      // Whatever the demo model has to say: it was asked.
      const asked = [
        "engine",
        "cache",
        "typed",
        "inFlight",
        "blank",
        "repetition",
        "prose",
        "duplicateSuffix",
        "noChange",
      ];
      await askUntil(api, typeHere, ({ outcome }) => asked.includes(outcome), false);
    } finally {
      await configuration().update("completion.languages", undefined, vscode.ConfigurationTarget.Global);
      control.dispose();
    }
  });
});
