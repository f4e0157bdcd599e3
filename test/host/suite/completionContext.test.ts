import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { findDeclarations } from "../../../extension/completion/declarations.js";
import { tellCaret } from "../../../extension/completion/caret.js";
import { tellCopies } from "../../../extension/completion/copyTracker.js";
import {
  completionCaretMethod,
  completionCopiedMethod,
  type CompletionCaretParams,
  type CompletionCopiedParams,
} from "../../../protocol/completion.js";
import { askUntil } from "./completionSupport.js";
import { fresh, openFile, ponder } from "./support.js";

const declared = "export function total(cart) {\n  return cart.sum;\n}\n\nconst other = 1;\n";
const used = "const sum = total(cart, \n";

/** Definitions that a test gives, instead of those of a language extension, which need not be there. */
function define(language: string, provide: vscode.DefinitionProvider["provideDefinition"]): vscode.Disposable {
  return vscode.languages.registerDefinitionProvider({ language }, { provideDefinition: provide });
}

const at = (uri: vscode.Uri, line: number) => new vscode.Location(uri, new vscode.Position(line, 16));

/** What is sent to the server: everything, and a wait for something that fits. */
function notifications() {
  const sent: { readonly method: string; readonly params: unknown }[] = [];
  const waiting = new Set<() => void>();
  const notify = (method: string, params: object) => {
    sent.push({ method, params });
    for (const look of waiting) look();
  };
  const next = <P>(method: string, fits: (params: P) => boolean = () => true): Promise<P> =>
    new Promise((resolve) => {
      const look = () => {
        const found = sent.find((one) => one.method === method && fits(one.params as P));
        if (!found) return;
        waiting.delete(look);
        resolve(found.params as P);
      };
      waiting.add(look);
      look();
    });
  return { notify, next, sent };
}

describe("context of completions", () => {
  const disposables: { dispose(): unknown }[] = [];
  beforeEach(fresh);
  afterEach(() => {
    for (const disposable of disposables.splice(0)) disposable.dispose();
  });
  after(fresh);

  it("asks the editor's language support for the names near a caret that rests", async () => {
    const api = await ponder();
    const editor = await openFile("use.js", used);
    // A caret that rests loads no model; a completion that is asked for does.
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    const trigger = () => vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
    await askUntil(api, trigger, ({ latencyMs }) => latencyMs !== undefined);
    const asked = new Promise<string>((resolve) => {
      disposables.push(
        define("javascript", (document, position) => {
          resolve(document.getText(document.getWordRangeAtPosition(position)));
          return null;
        }),
      );
    });
    const caret = new vscode.Position(0, used.length - 1);
    editor.selection = new vscode.Selection(caret, caret);
    assert.equal(await asked, "total");
  });

  it("finds declarations in open files and in others, which it does not open", async () => {
    const { document: open } = await openFile("total.js", declared);
    const [folder] = vscode.workspace.workspaceFolders ?? assert.fail("no workspace");
    const closed = vscode.Uri.joinPath(folder?.uri ?? assert.fail(), "closed.js");
    await vscode.workspace.fs.writeFile(closed, Buffer.from(declared));
    const missing = vscode.Uri.joinPath(closed, "../missing.js");
    const { document } = await openFile("names.js", "aaa bbb ccc ddd\n");
    const places = [at(open.uri, 0), at(closed, 4), at(missing, 0), null];
    disposables.push(
      define("javascript", (_, { character }) => {
        return places[character / 4];
      }),
    );
    const positions = [0, 4, 8, 12].map((character) => ({ line: 0, character }));
    const found = await findDeclarations({ uri: document.uri.toString(), positions, timeLimitMs: 20_000 });
    assert.deepEqual(
      found.map((one) => one && [one.uri, one.text]),
      [
        [open.uri.toString(), "export function total(cart) {\n  return cart.sum;\n}\n"],
        [closed.toString(), "const other = 1;\n"],
        null,
        null,
      ],
    );
    assert.ok(!vscode.workspace.textDocuments.some(({ uri }) => uri.toString() === closed.toString()));
  });

  it("answers in time with what it has", async () => {
    const { document } = await openFile("late.js", "aaa bbb\n");
    disposables.push(
      define("javascript", (_, { character }) =>
        character === 0 ? new Promise(() => undefined) : at(document.uri, 0),
      ),
    );
    const positions = [0, 4].map((character) => ({ line: 0, character }));
    const found = await findDeclarations({ uri: document.uri.toString(), positions, timeLimitMs: 3_000 });
    assert.deepEqual(
      found.map((one) => one?.text ?? null),
      [null, "aaa bbb\n"],
    );
  });

  it("tells where the caret rests, and nothing while text is selected", async () => {
    const editor = await openFile("rest.js", "one\ntwo\nthree\n");
    const { notify, next, sent } = notifications();
    disposables.push(tellCaret(notify));
    const uri = editor.document.uri.toString();
    await next<CompletionCaretParams>(completionCaretMethod, (params) => params.uri === uri);
    sent.length = 0;
    editor.selection = new vscode.Selection(0, 0, 1, 2);
    editor.selection = new vscode.Selection(2, 1, 2, 1);
    const params = await next<CompletionCaretParams>(completionCaretMethod);
    assert.deepEqual(params, { uri, position: { line: 2, character: 1 } });
    assert.equal(sent.length, 1);
  });

  it("tells what is copied", async () => {
    const editor = await openFile("copy.js", "one\ntwo\nthree\n");
    const { notify, next } = notifications();
    disposables.push(tellCopies(notify));
    editor.selection = new vscode.Selection(0, 0, 2, 0);
    await vscode.commands.executeCommand("editor.action.clipboardCopyAction");
    const { uri, text, range } = await next<CompletionCopiedParams>(completionCopiedMethod);
    assert.deepEqual([uri, text], [editor.document.uri.toString(), "one\ntwo\n"]);
    assert.deepEqual(range, { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } });
  });
});
