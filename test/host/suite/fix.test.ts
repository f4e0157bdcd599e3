import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { EditPlace } from "../../../extension/commands/editRequest.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { fixCase, fresh, openFile, ponder, turnOf, until } from "./support.js";

const example = fixCase("mergeFile");
const before = `// planted\n${example.before}\n`;
const expected = `// planted\n${example.code}\n`;

/** Opens the example, asks for a fix of its function and returns the turn with the proposal. */
async function propose(): Promise<{ turn: Turn; id: string; document: vscode.TextDocument }> {
  const api = await ponder();
  const editor = await openFile("mergeFile.ts", before);
  // The caret is in the function: the server takes what encloses it.
  editor.selection = new vscode.Selection(2, 4, 2, 4);
  const { id } = await turnOf(api, "ponder.fix");
  const turn = await until(api, ({ turns }) => turns.find((one) => one.id === id && (one.proposal ?? one.error)));
  assert.equal(turn.status, "done", turn.error?.message);
  assert.equal(turn.proposal?.state, "open");
  return { turn, id: turn.proposal.id, document: editor.document };
}

const proposalState = async (id: string) => {
  const api = await ponder();
  return api.panelState().turns.find(({ proposal }) => proposal?.id === id)?.proposal?.state;
};

const activeTab = () => vscode.window.tabGroups.activeTabGroup.activeTab;

/** Waits for the diff editor, which opens by itself. */
async function diffTab(): Promise<vscode.TabInputTextDiff> {
  for (;;) {
    const input = activeTab()?.input;
    if (input instanceof vscode.TabInputTextDiff) return input;
    await new Promise((resolve) => {
      const subscription = vscode.window.tabGroups.onDidChangeTabs(() => {
        subscription.dispose();
        resolve(undefined);
      });
    });
  }
}

describe("a fix", () => {
  beforeEach(fresh);
  after(fresh);

  it("is a proposal in a diff editor; accepting it is one undo step, and nothing is saved", async () => {
    const { turn, document } = await propose();
    assert.ok(turn.thought.text.trim() !== "", "no thought");
    const diff = await diffTab();
    assert.equal(diff.original.toString(), document.uri.toString());
    assert.equal(activeTab()?.label, "mergeFile.ts: Ponder's proposal");
    const proposed = await vscode.workspace.openTextDocument(diff.modified);
    assert.equal(proposed.getText(), expected);
    assert.equal(document.getText(), before, "the document was touched before it was accepted");

    await vscode.commands.executeCommand("ponder.acceptProposal");
    assert.equal(document.getText(), expected);
    assert.ok(document.isDirty, "the document was saved");
    assert.equal(await proposalState(turn.proposal?.id ?? ""), "accepted");
    assert.ok(activeTab()?.input instanceof vscode.TabInputText, "the document is not in front");

    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), before);
  });

  it("is applied once, however often it is accepted", async () => {
    const { id, document } = await propose();
    await Promise.all([1, 2, 3].map(() => vscode.commands.executeCommand("ponder.acceptProposal", id)));
    await vscode.commands.executeCommand("ponder.acceptProposal", id);
    assert.equal(document.getText(), expected);
    assert.equal(await proposalState(id), "accepted");
  });

  it("follows the document when something else changed", async () => {
    const { id, document } = await propose();
    const diff = await diffTab();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), "// typed meanwhile\n");
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand("ponder.acceptProposal", id);
    assert.equal(document.getText(), `// typed meanwhile\n${expected}`);
    assert.ok(diff);
  });

  it("is refused when what it replaces has changed", async () => {
    const { id, document } = await propose();
    await diffTab();
    const edit = new vscode.WorkspaceEdit();
    const line = document.lineAt(3).range;
    edit.replace(document.uri, line, "  // rewritten by the user");
    edit.replace(document.uri, document.lineAt(4).range, "  // this too");
    await vscode.workspace.applyEdit(edit);
    const changed = document.getText();
    await vscode.commands.executeCommand("ponder.acceptProposal", id);
    assert.equal(document.getText(), changed);
    assert.equal(await proposalState(id), "stale");
  });

  it("is forgotten when it is discarded", async () => {
    const { id, document } = await propose();
    await diffTab();
    await vscode.commands.executeCommand("ponder.discardProposal");
    assert.equal(await proposalState(id), "discarded");
    assert.ok(!(activeTab()?.input instanceof vscode.TabInputTextDiff), "the diff editor is still there");
    await vscode.commands.executeCommand("ponder.acceptProposal", id);
    assert.equal(document.getText(), before);
  });

  it("knows the definitions of what the code uses from other files, but not of those that are left alone", async () => {
    const api = await ponder();
    await openFile(
      "rounding.ts",
      "export function roundPrice(price: number): number {\n  return Math.round(price);\n}\n",
    );
    const { document } = await openFile(
      "priceOf.ts",
      'import { roundPrice } from "./rounding";\n\nexport function priceOf(price: number) {\n  return roundPrice(price, 2);\n}\n',
    );
    // The editor's own TypeScript takes its time to start.
    await definitionAt(document.uri, new vscode.Position(3, 12), "rounding.ts");
    const at = { line: 3, character: 12 };
    const problems = [{ range: { start: at, end: { ...at, character: 22 } }, message: "Expected 1 argument." }];
    const fix = () =>
      turnOf(api, "ponder.fix", { uri: document.uri.toString(), range: { start: at, end: at }, problems });
    const settings = vscode.workspace.getConfiguration("ponder");
    const known = await fix();
    try {
      await settings.update("completion.exclude", ["**/rounding.ts"], vscode.ConfigurationTarget.Global);
      const unknown = await fix();
      const [more = 0, less = 0] = [known, unknown].map(({ usage }) => usage?.promptTokens);
      assert.ok(less > 0 && more > less + 30, `${String(more)} tokens with the definition, ${String(less)} without`);
    } finally {
      await settings.update("completion.exclude", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("is offered on a problem, by the light bulb", async () => {
    const api = await ponder();
    const { document } = await openFile("mergeFile.ts", before);
    const problems = vscode.languages.createDiagnosticCollection("planted");
    try {
      const at = document.lineAt(4).range;
      problems.set(document.uri, [new vscode.Diagnostic(at, "'row' is declared but never used.")]);
      // The server, and with it the provider, comes a moment after the first open file.
      const action = await until(api, () => (api.serverPid() === undefined ? undefined : true)).then(() =>
        offeredFix(document.uri, at),
      );
      assert.equal(action.title, "Fix with Ponder");
      assert.equal(action.kind?.value, vscode.CodeActionKind.QuickFix.value);
      assert.equal(action.command?.command, "ponder.fix");
      const [request] = (action.command.arguments ?? []) as EditPlace[];
      assert.equal(request?.uri, document.uri.toString());
      assert.match(request.problems[0]?.message ?? "", /never used/);

      const turn = await turnOf(api, "ponder.fix", request);
      assert.match(turn.question, /never used/);
      assert.notEqual(turn.error?.code, "badRequest");
    } finally {
      problems.dispose();
    }
  });
});

/** Waits until the editor's language support finds a definition in that file. */
async function definitionAt(uri: vscode.Uri, at: vscode.Position, file: string): Promise<void> {
  for (;;) {
    const places = await vscode.commands.executeCommand<readonly (vscode.Location | vscode.LocationLink)[]>(
      "vscode.executeDefinitionProvider",
      uri,
      at,
    );
    if (places.some((place) => ("targetUri" in place ? place.targetUri : place.uri).path.endsWith(`/${file}`))) return;
  }
}

async function offeredFix(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction> {
  for (;;) {
    const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      range,
    );
    const action = actions.find(({ command }) => command?.command === "ponder.fix");
    if (action) return action;
  }
}
