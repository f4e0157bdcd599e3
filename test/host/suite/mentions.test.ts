import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { revealMention } from "../../../extension/chat/mentions/revealMention.js";
import { PonderFailure } from "../../../protocol/errors.js";
import { fresh, openFile } from "./support.js";

const code = "// sum it up\nexport function sumUp(items) {\n  return items.length;\n}\nsumUp([]);\n";

/** What is selected in the editor in front, with the name of its file. */
function selected(): string {
  const { document, selection } = vscode.window.activeTextEditor ?? assert.fail("no editor");
  return `${vscode.workspace.asRelativePath(document.uri)}: ${document.getText(selection)}`;
}

describe("what a thought mentions", () => {
  beforeEach(fresh);
  after(fresh);

  async function sent(range?: [first: number, last: number]) {
    const { document } = await openFile("mentioned.ts", code);
    const lines = range && {
      start: { line: range[0], character: 0 },
      end: { line: range[1] + 1, character: 0 },
    };
    await openFile("other.ts", "let other = 1;\n");
    return [
      {
        path: "mentioned.ts",
        languageId: "typescript",
        text: code,
        uri: document.uri.toString(),
        ...(lines && { range: lines }),
      },
    ];
  }

  it("is shown where it is declared, in what was sent", async () => {
    await revealMention("sumUp()", await sent());
    assert.equal(selected(), "mentioned.ts: sumUp");
    assert.equal(vscode.window.activeTextEditor?.selection.start.line, 1);
    await revealMention("items.length", await sent());
    assert.equal(selected(), "mentioned.ts: length");
  });

  it("is a line of the file, or of the piece that was sent", async () => {
    await revealMention("line 3", await sent());
    assert.equal(selected(), "mentioned.ts:   return items.length;");
    await revealMention("lines 1-2", await sent([1, 3]));
    assert.equal(selected(), "mentioned.ts: export function sumUp(items) {\n  return items.length;");
    await revealMention("line 9999", await sent());
    assert.equal(selected(), "mentioned.ts: ");
  });

  it("is a file of the workspace, with its line", async () => {
    await revealMention("src/nowhere/cart.ts:3", await sent());
    assert.match(selected(), /^cart\.ts: ./);
    assert.equal(vscode.window.activeTextEditor?.selection.start.line, 2);
  });

  it("leads nowhere out of the workspace, and says so", async () => {
    const items = await sent();
    const outside = [{ ...items[0], path: "passwd", languageId: "plaintext", text: "root", uri: "file:///etc/passwd" }];
    const before = selected();
    for (const [mention, of] of [
      ["/etc/passwd.txt", items],
      ["../../../etc/hosts.conf", items],
      ["passwd.txt", outside],
      ["root", outside],
      ["line 1", outside],
      ["noSuchName", items],
      ["command:workbench.action.quit", items],
      ["line 1", []],
    ] as const) {
      await assert.rejects(revealMention(mention, of), (error) => PonderFailure.is(error, "noMatch"), mention);
    }
    assert.equal(selected(), before);
  });
});
