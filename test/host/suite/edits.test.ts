import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { PonderApi } from "../../../extension/api.js";
import { acceptPieces } from "../../../extension/edits/acceptPieces.js";
import { ProposalStore } from "../../../extension/edits/proposalStore.js";
import { textHash } from "../../../extension/edits/textHash.js";
import type { FileEdit } from "../../../protocol/edits.js";
import type { ProposalCard, Turn } from "../../../protocol/panel/state.js";
import { fresh, openFile, ponder, turnOf } from "./support.js";

const block = (path: string, search: string, replace: string) =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;

/** Applies an answer as the user does with the clipboard, and returns the turn with its proposal. */
async function propose(api: PonderApi, answer: string): Promise<Turn & { readonly proposal: ProposalCard }> {
  const turn = await turnOf(api, "ponder.applyAnswer", answer);
  const now = api.panelState().turns.find(({ id }) => id === turn.id);
  assert.ok(now?.proposal, now?.error?.message ?? "no proposal");
  return { ...now, proposal: now.proposal };
}

const cardOf = (api: PonderApi, id: string) =>
  api.panelState().turns.find(({ proposal }) => proposal?.id === id)?.proposal ?? assert.fail("no card");

function uriOf(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return vscode.Uri.joinPath(folder?.uri ?? assert.fail("no workspace"), name);
}
const write = (name: string, text: string) => vscode.workspace.fs.writeFile(uriOf(name), Buffer.from(text));
const onDisk = async (name: string) => Buffer.from(await vscode.workspace.fs.readFile(uriOf(name))).toString();
const textOf = async (name: string) => (await vscode.workspace.openTextDocument(uriOf(name))).getText();
const exists = async (name: string) => {
  try {
    await vscode.workspace.fs.stat(uriOf(name));
    return true;
  } catch {
    return false;
  }
};
const accept = (argument: unknown) => vscode.commands.executeCommand("ponder.acceptProposal", argument);
async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
}

const several = [
  block("edits/a.js", "a2;", "A2;"),
  block("edits/b.js", "b1;", "B1;"),
  block("edits/new/c.js", "", "c1;"),
].join("\n");

describe("a proposal of several files", () => {
  beforeEach(async () => {
    await fresh();
    await write("edits/a.js", "a1;\na2;\na3;\n");
    await write("edits/b.js", "b1;\nb2;\n");
  });
  afterEach(async () => {
    await fresh();
    await vscode.workspace.fs.delete(uriOf("edits"), { recursive: true });
  });

  it("is accepted as a whole, and nothing is saved", async () => {
    const api = await ponder();
    const { proposal } = await propose(api, several);
    assert.deepEqual(
      proposal.files.map(({ path, kind }) => [path, kind]),
      [
        ["edits/a.js", "edit"],
        ["edits/b.js", "edit"],
        ["edits/new/c.js", "create"],
      ],
    );
    assert.equal(await exists("edits/new/c.js"), false);
    await accept(proposal.id);
    assert.equal(cardOf(api, proposal.id).state, "accepted");
    assert.deepEqual(
      [await textOf("edits/a.js"), await textOf("edits/b.js"), await textOf("edits/new/c.js")],
      ["a1;\nA2;\na3;\n", "B1;\nb2;\n", "c1;\n"],
    );
    assert.deepEqual([await onDisk("edits/a.js"), await onDisk("edits/b.js")], ["a1;\na2;\na3;\n", "b1;\nb2;\n"]);
    // One undo in a file takes back what was done there, and nothing elsewhere.
    await vscode.window.showTextDocument(uriOf("edits/b.js"));
    await vscode.commands.executeCommand("undo");
    assert.deepEqual(
      [await textOf("edits/a.js"), await textOf("edits/b.js"), await textOf("edits/new/c.js")],
      ["a1;\nA2;\na3;\n", "b1;\nb2;\n", "c1;\n"],
    );
  });

  it("is accepted file by file", async () => {
    const api = await ponder();
    const { proposal } = await propose(api, several);
    await vscode.commands.executeCommand("ponder.acceptFile", { id: proposal.id, file: 1 });
    await vscode.commands.executeCommand("ponder.discardFile", { id: proposal.id, file: 2 });
    assert.deepEqual(
      cardOf(api, proposal.id).files.map(({ state }) => state),
      ["open", "accepted", "discarded"],
    );
    assert.equal(await textOf("edits/a.js"), "a1;\na2;\na3;\n");
    assert.equal(await textOf("edits/b.js"), "B1;\nb2;\n");
    assert.equal(await exists("edits/new/c.js"), false);
  });

  it("changes nothing when one of the files has changed", async () => {
    const api = await ponder();
    const { proposal } = await propose(api, several);
    const document = await vscode.workspace.openTextDocument(uriOf("edits/b.js"));
    await replaceAll(document, "other;\n");
    assert.equal(cardOf(api, proposal.id).state, "stale");
    await accept(proposal.id);
    assert.equal(await textOf("edits/a.js"), "a1;\na2;\na3;\n");
    assert.equal(await exists("edits/new/c.js"), false);
    // The edit stands there again: nothing has to be asked anew.
    await replaceAll(document, "b0;\nb1;\nb2;\n");
    assert.equal(cardOf(api, proposal.id).state, "open");
  });

  it("changes nothing when a new file is there already", async () => {
    const api = await ponder();
    const { proposal } = await propose(api, several);
    await write("edits/new/c.js", "mine\n");
    await accept(proposal.id);
    assert.equal(await textOf("edits/a.js"), "a1;\na2;\na3;\n");
    assert.equal(await onDisk("edits/new/c.js"), "mine\n");
  });

  it("changes nothing when one of the files was deleted", async () => {
    const api = await ponder();
    const { proposal } = await propose(api, several);
    await vscode.workspace.fs.delete(uriOf("edits/b.js"));
    await accept(proposal.id);
    assert.equal(await textOf("edits/a.js"), "a1;\na2;\na3;\n");
    assert.equal(await exists("edits/b.js"), false);
  });

  it("is taken back in all files when the editor refuses one of them in the middle", async () => {
    const firstLine = { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } };
    const edit = (name: string, text: string): FileEdit => {
      const hunk = { range: firstLine, oldText: text.slice(0, 3), newText: "X;" };
      return { uri: uriOf(name).toString(), kind: "edit", version: 1, hash: textHash(text), hunks: [hunk] };
    };
    const texts = { "edits/a.js": "a1;\na2;\na3;\n", "edits/b.js": "b1;\nb2;\n", "edits/d.js": "d1;\r\nd2;" };
    await write("edits/d.js", texts["edits/d.js"]);
    const whole = { start: firstLine.start, end: firstLine.start };
    const created: FileEdit = {
      ...{ uri: uriOf("edits/new/c.js").toString(), kind: "create", version: null, hash: textHash("") },
      hunks: [{ range: whole, oldText: "", newText: "c1;\n" }],
    };
    const [a, b, d] = Object.entries(texts).map(([name, text]) => edit(name, text));
    const files = [a, created, b, d].flatMap((file) => file ?? []);
    const store = new ProposalStore();
    const stored = store.add(
      { id: "p", files, summary: "", checks: [] },
      [texts["edits/a.js"], "", texts["edits/b.js"], texts["edits/d.js"]].map((text, at) => ({ path: `${at}`, text })),
      { turnId: "t" },
    );
    // The user types at the very moment: what he typed is on its way, and nobody here knows of it yet.
    const typed = new vscode.WorkspaceEdit();
    typed.insert(uriOf("edits/b.js"), new vscode.Position(1, 0), "typed;\n");
    let typing: Thenable<boolean> | undefined;
    const parts = {
      store,
      ownFolders: [],
      seenMs: () => Promise.resolve(undefined),
      confirmed: new Set<string>(),
      onApply: () => (typing = vscode.workspace.applyEdit(typed)),
    };
    await assert.rejects(
      acceptPieces(parts, stored, store.openPieces("p")),
      (error: { readonly data?: { readonly code: string } }) => error.data?.code === "documentChanged",
    );
    assert.equal(await typing, true);
    assert.equal(await textOf("edits/a.js"), texts["edits/a.js"]);
    assert.equal(await textOf("edits/b.js"), "b1;\ntyped;\nb2;\n");
    assert.equal(await textOf("edits/d.js"), texts["edits/d.js"]);
    assert.equal(await exists("edits/new/c.js"), false);
    for (const [name, text] of Object.entries(texts)) assert.equal(await onDisk(name), text);
    // Nothing of it counts as accepted.
    assert.equal(store.openPieces("p").length, 4);
  });

  it("leaves out what leads out of the workspace, and says so", async () => {
    const api = await ponder();
    const { proposal } = await propose(api, `${several}\n${block("../outside.js", "", "x")}`);
    assert.equal(proposal.files.length, 3);
    assert.match(proposal.warnings?.join(" ") ?? "", /Block 4 .*\.\.\/outside\.js/);
  });

  it("finds a file that is named without its folders, if it is the only one", async () => {
    const api = await ponder();
    const { proposal } = await propose(api, block("b.js", "b1;", "B1;"));
    assert.deepEqual(
      proposal.files.map(({ path }) => path),
      ["edits/b.js"],
    );
    await write("edits/other/b.js", "b1;\n");
    const turn = await turnOf(api, "ponder.applyAnswer", block("b.js", "b1;", "B1;"));
    assert.equal(turn.error?.code, "ambiguous");
  });

  it("is taken back with its turn and those behind it", async () => {
    const api = await ponder();
    const first = await propose(api, several);
    await accept(first.proposal.id);
    const second = await propose(api, block("edits/a.js", "A2;", "AA2;"));
    await accept(second.proposal.id);
    assert.equal(await textOf("edits/a.js"), "a1;\nAA2;\na3;\n");

    await vscode.commands.executeCommand("ponder.restoreTurn", second.id);
    assert.equal(await textOf("edits/a.js"), "a1;\nA2;\na3;\n");
    assert.equal(cardOf(api, second.proposal.id).state, "restored");
    assert.equal(cardOf(api, first.proposal.id).state, "accepted");

    await vscode.commands.executeCommand("ponder.restoreTurn", first.id);
    assert.equal(await textOf("edits/a.js"), "a1;\na2;\na3;\n");
    assert.equal(await textOf("edits/b.js"), "b1;\nb2;\n");
    assert.equal(await exists("edits/new/c.js"), false);
    assert.deepEqual(
      api.panelState().turns.map(({ checkpoint }) => checkpoint),
      [undefined, undefined],
    );
  });
});

describe("the hunks of a proposal", () => {
  beforeEach(fresh);
  after(fresh);

  it("are accepted and thrown away one by one, and shown in the file itself", async () => {
    const api = await ponder();
    const { document } = await openFile("hunks.js", "a1;\nb2;\nc3;\nd4;\n");
    const { proposal } = await propose(
      api,
      [block("hunks.js", "a1;", "A1;"), block("hunks.js", "c3;", "C3;"), block("hunks.js", "d4;", "D4;")].join("\n"),
    );
    // The last two touch: they are one.
    const { id } = proposal;
    assert.equal(proposal.files[0]?.hunks, 2);
    await vscode.commands.executeCommand("ponder.showInFile", { id, file: 0 });
    const lenses = await vscode.commands.executeCommand<readonly vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
    );
    const own = lenses.flatMap(({ command, range }) =>
      command?.command.startsWith("ponder.") ? [`${range.start.line} ${command.title}`] : [],
    );
    assert.deepEqual(own, [
      "0 Accept",
      "0 Discard",
      "0 Accept All 2 Changes",
      "0 Show as Diff",
      "2 Accept",
      "2 Discard",
      "2 Show as Diff",
    ]);
    assert.equal(document.getText(), "a1;\nb2;\nc3;\nd4;\n", "the document was touched before it was accepted");

    const editor = vscode.window.activeTextEditor ?? assert.fail("no editor");
    editor.selection = new vscode.Selection(3, 0, 3, 0);
    await vscode.commands.executeCommand("ponder.acceptHunk");
    assert.equal(document.getText(), "a1;\nb2;\nC3;\nD4;\n");
    assert.equal(cardOf(api, id).files[0]?.accepted, 1);
    await vscode.commands.executeCommand("ponder.nextHunk");
    assert.equal(editor.selection.active.line, 0);
    await vscode.commands.executeCommand("ponder.discardHunk");
    assert.equal(document.getText(), "a1;\nb2;\nC3;\nD4;\n");
    assert.equal(cardOf(api, id).state, "accepted");
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), "a1;\nb2;\nc3;\nd4;\n");
  });

  it("are forty times accepted and taken back by one undo each, to the byte", async () => {
    const api = await ponder();
    const lines = Array.from({ length: 80 }, (_, at) => `line ${at} 😀 e\u0301${at % 3 === 0 ? "  " : ""}`);
    const before = `${lines.join("\r\n")}\r\n`;
    const { document } = await openFile("many.txt", before);
    const blocks = Array.from({ length: 40 }, (_, at) =>
      block("many.txt", lines[at * 2]?.trimEnd() ?? "", at % 5 === 0 ? "" : `new ${at}\n😀`),
    );
    const { proposal } = await propose(api, blocks.join("\n"));
    assert.equal(proposal.files[0]?.hunks, 40);
    await vscode.commands.executeCommand("ponder.showInFile", { id: proposal.id, file: 0 });
    let restored = 0;
    for (let hunk = 0; hunk < 40; hunk++) {
      await vscode.commands.executeCommand("ponder.acceptHunk", { id: proposal.id, file: 0, hunk });
      assert.notEqual(document.getText(), before, `hunk ${hunk} was not applied`);
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand("undo");
      if (document.getText() === before) restored++;
    }
    assert.equal(restored, 40);
  });

  it("are refused when what they replace has changed, and can be accepted when it is there again", async () => {
    const api = await ponder();
    const { document } = await openFile("again.js", "const first = read(1);\nconst b = 2;\n");
    const { proposal } = await propose(api, block("again.js", "const first = read(1);", "const first = read(2);"));
    await replaceAll(document, "const first  =  read(1);\nconst b = 2;\n");
    assert.equal(cardOf(api, proposal.id).state, "stale");
    await accept(proposal.id);
    assert.equal(document.getText(), "const first  =  read(1);\nconst b = 2;\n");
    await replaceAll(document, "// above\nconst first = read(1);\nconst b = 2;\n");
    assert.equal(cardOf(api, proposal.id).state, "open");
    await accept(proposal.id);
    assert.equal(document.getText(), "// above\nconst first = read(2);\nconst b = 2;\n");
  });
});

describe("documents that cannot be changed", () => {
  beforeEach(fresh);
  after(fresh);

  it("a document that was never saved can, until it is closed", async () => {
    const api = await ponder();
    const document = await vscode.workspace.openTextDocument({ content: "a1;\n", language: "javascript" });
    await vscode.window.showTextDocument(document);
    const { proposal } = await propose(api, "```js\na2;\n```");
    await accept(proposal.id);
    assert.equal(document.getText(), "a2;\n");
  });

  it("a cell of a notebook can", async () => {
    const api = await ponder();
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, "a1", "python");
    const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData([cell]));
    const editor = await vscode.window.showNotebookDocument(notebook);
    editor.selection = new vscode.NotebookRange(0, 1);
    const document = notebook.cellAt(0).document;
    await vscode.window.showTextDocument(document).then(undefined, () => undefined);
    await vscode.commands.executeCommand("notebook.cell.edit");
    const { proposal } = await propose(api, "```python\na2\n```");
    await accept(proposal.id);
    assert.equal(document.getText(), "a2");
  });

  it("bytes are no text", async () => {
    const api = await ponder();
    await vscode.workspace.fs.writeFile(uriOf("bytes.bin"), Buffer.from([0, 1, 2, 3, 0, 255]));
    const turn = await turnOf(api, "ponder.applyAnswer", block("bytes.bin", "a", "b"));
    assert.equal(turn.error?.code, "fileNotUsable");
    await vscode.workspace.fs.delete(uriOf("bytes.bin"));
  });

  it("an answer without edits says so", async () => {
    const api = await ponder();
    const turn = await turnOf(api, "ponder.applyAnswer", "I do not know.");
    assert.equal(turn.error?.code, "noProposal");
  });
});
