import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { fresh, openFile, ponder, until } from "./support.js";

// One of the cases of test/fixtures/reliable.jsonl (task "fim").
const prefix = "function parsePairs(url) {\n  ";
const suffix =
  "\n  for (const sortedLock of url.split('&')) {\n    const [key, value] = sortedLock.split('=');\n" +
  "    lookup[key] = value;\n  }\n  return lookup;\n}\n";

describe("inline completion", () => {
  before(fresh);
  after(fresh);

  it("comes on demand and can be accepted", async () => {
    const api = await ponder();
    const editor = await openFile("pairs.js", prefix + suffix);
    await until(api, () => (api.serverPid() === undefined ? undefined : true));
    const { document } = editor;
    const caret = document.positionAt(prefix.length);
    editor.selection = new vscode.Selection(caret, caret);
    const changed = new Promise<string>((resolve) => {
      const subscription = vscode.workspace.onDidChangeTextDocument(({ document: changedDocument }) => {
        if (changedDocument !== document) return;
        subscription.dispose();
        resolve(document.getText());
      });
    });
    // The editor does not tell when ghost text is there, and accepting nothing does nothing: so ask until it works.
    const asking = setInterval(() => void vscode.commands.executeCommand("editor.action.inlineSuggest.commit"), 500);
    try {
      await vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
      const text = await changed;
      assert.ok(text.startsWith(prefix) && text.endsWith(suffix), text);
      const inserted = text.slice(prefix.length, text.length - suffix.length);
      assert.equal(inserted.trim(), "const lookup = {};");
    } finally {
      clearInterval(asking);
    }
  });
});
