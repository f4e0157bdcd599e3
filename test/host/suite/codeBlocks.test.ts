import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { CodeUse } from "../../../extension/chat/codeBlocks/codeUse.js";
import { codeTarget } from "../../../extension/chat/codeBlocks/codeTarget.js";
import { PonderFailure, type ErrorCode } from "../../../protocol/errors.js";
import type { CodeBlock } from "../../../protocol/panel/messages.js";
import { fresh, openFile } from "./support.js";

const block = (code: string, info = "ts"): CodeBlock => ({ code, info, above: "" });
const failsWith = (code: ErrorCode) => (error: unknown) => PonderFailure.is(error, code);

/** Apply needs the server and is shown in the real workbench; the others only need the editor. */
function codeUse(editor?: vscode.TextEditor): CodeUse {
  return new CodeUse({
    server: undefined as never,
    editor: () => editor,
    sentWith: () => [],
    onProposal: () => assert.fail("no proposal is expected"),
  });
}

describe("a code block of an answer", () => {
  beforeEach(fresh);
  after(fresh);

  it("is inserted at the cursor with the line's indentation, as one undo step, not saved", async () => {
    const before = "function f() {\n  \n}\n";
    const editor = await openFile("insert.ts", before);
    editor.selection = new vscode.Selection(1, 2, 1, 2);
    await codeUse(editor).use("t1", "insert", block("    const a = `${b} $1`;\n    if (a) {\n      go();\n    }\n"));
    assert.equal(editor.document.getText(), "function f() {\n  const a = `${b} $1`;\n  if (a) {\n    go();\n  }\n}\n");
    assert.ok(editor.document.isDirty, "it was saved");
    await vscode.commands.executeCommand("undo");
    assert.equal(editor.document.getText(), before);
  });

  it("takes the place of what is selected", async () => {
    const editor = await openFile("replaced.ts", "let a = 1;\n");
    editor.selection = new vscode.Selection(0, 0, 0, 10);
    await codeUse(editor).use("t1", "insert", block("const a = 2;\n"));
    assert.equal(editor.document.getText(), "const a = 2;\n");
  });

  it("is not inserted where there is no editor", async () => {
    await assert.rejects(codeUse().use("t1", "insert", block("a")), failsWith("badRequest"));
  });

  it("opens in a new document of its language, which nothing was written for", async () => {
    await codeUse().use("t1", "newFile", block("print(1)\n", "py"));
    const { document } = vscode.window.activeTextEditor ?? assert.fail("no editor");
    assert.equal(document.getText(), "print(1)\n");
    assert.equal(document.languageId, "python");
    assert.ok(document.isUntitled);
  });

  it("is for the file that it names, else for the one that was sent, else for the active one", async () => {
    const { document } = await openFile("target.ts", "let a = 1;\n");
    const sent = { path: "other.ts", languageId: "typescript", text: "", uri: "file:///somewhere/other.ts" };
    const target = async (path: string | undefined, items = [sent]) =>
      (await codeTarget(path, items, document.uri))?.toString();
    assert.equal(await target("src/target.ts"), document.uri.toString());
    assert.equal(await target("cart.ts"), vscode.Uri.joinPath(folder(), "cart.ts").toString());
    assert.equal(await target("other.ts"), sent.uri);
    assert.equal(await target(undefined), sent.uri);
    assert.equal(await target(undefined, []), document.uri.toString());
    await assert.rejects(target("no/such.ts"), failsWith("noMatch"));
    await assert.rejects(target("../../../etc/passwd"), failsWith("noMatch"));
    await assert.rejects(codeTarget(undefined, [], undefined), failsWith("noMatch"));
  });
});

const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("no workspace");
