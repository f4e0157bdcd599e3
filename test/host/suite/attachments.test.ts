import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import * as vscode from "vscode";
import { ActiveContext } from "../../../extension/chat/activeContext.js";
import type { JudgeFiles } from "../../../extension/chat/attachments/judgeFiles.js";
import { QuestionContext } from "../../../extension/chat/attachments/questionContext.js";
import { suggestionsFor } from "../../../extension/chat/attachments/suggestions.js";
import { WorkspaceFiles } from "../../../extension/chat/attachments/workspaceFiles.js";
import { PonderFailure } from "../../../protocol/errors.js";
import { fresh, openFile, openRepository } from "./support.js";

/** The rules are the server's, which has tests of its own. */
const judge: JudgeFiles = (uris) =>
  Promise.resolve(
    uris.map(({ path }) => (path.endsWith(".env") ? "secretsFile" : path.includes("/ignored") ? "ignoredFile" : null)),
  );
const limit = 400;
let active: ActiveContext;
let context: QuestionContext;
let isAutomatic = true;

const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("no workspace");
const uriOf = (name: string) => vscode.Uri.joinPath(folder(), name);
const write = (name: string, text: string | Uint8Array) =>
  vscode.workspace.fs.writeFile(uriOf(name), typeof text === "string" ? Buffer.from(text) : text);
const labels = () => context.pieces.map(({ chip }) => chip.label);
const textOf = (label: string) => context.pieces.find(({ chip }) => chip.label === label)?.item?.text;
const noteOf = (label: string) => context.pieces.find(({ chip }) => chip.label === label)?.chip.note;

/** What the chips are, once the draft was looked at. */
async function mentioned(draft: string): Promise<readonly string[]> {
  context.setDraft(draft);
  await context.refresh();
  return labels();
}

describe("what goes along with a question", () => {
  beforeEach(async () => {
    await fresh();
    isAutomatic = true;
    active = new ActiveContext();
    context = new QuestionContext({
      active,
      files: new WorkspaceFiles(),
      judge,
      judgeIfRunning: judge,
      limit: () => limit,
      isAutomatic: () => isAutomatic,
      onFailure: (error) => assert.fail(error as Error),
    });
  });
  afterEach(async () => {
    await context.dispose();
    await active.dispose();
  });
  after(async () => {
    await vscode.workspace.getConfiguration("git").update("enabled", false, vscode.ConfigurationTarget.Global);
    await fresh();
  });

  it("is what was attached, until the question is asked; then only the active editor is left", async () => {
    await openFile("one.ts", "const one = 1;\n");
    await write("two.ts", "const two = 2;\n");
    await context.refresh();
    assert.deepEqual(labels(), ["one.ts"]);
    await context.attach({ kind: "file", uri: uriOf("two.ts") });
    await context.attach({ kind: "file", uri: uriOf("one.ts") });
    assert.deepEqual(labels(), ["one.ts", "two.ts"]);
    const taken = await context.take("Why?");
    assert.deepEqual(
      taken.map(({ item }) => [item.path, item.text]),
      [
        ["one.ts", "const one = 1;\n"],
        ["two.ts", "const two = 2;\n"],
      ],
    );
    assert.deepEqual(labels(), ["one.ts"]);
    isAutomatic = false;
    assert.deepEqual(await context.take("And now?"), []);
  });

  it("has the text as it is when the question is asked", async () => {
    const editor = await openFile("grows.ts", "const a = 1;\n");
    await context.refresh();
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "// new\n"));
    const [piece] = await context.take("Why?");
    assert.equal(piece?.item.text, "// new\nconst a = 1;\n");
  });

  it("is cut at a line's end where it is long, and says so; what is no text is refused with the reason", async () => {
    await write("long.txt", "0123456789\n".repeat(100));
    await context.attach({ kind: "file", uri: uriOf("long.txt") });
    assert.deepEqual(labels(), ["long.txt 1–36"]);
    assert.equal(textOf("long.txt 1–36")?.length, 36 * 11);
    assert.equal(noteOf("long.txt 1–36"), "Cut: the first 36 of 100 lines");
    await write("picture.bin", Uint8Array.of(0x89, 0x50, 0, 1, 2, 3));
    await assert.rejects(
      context.attach({ kind: "file", uri: uriOf("picture.bin") }),
      (error) => PonderFailure.is(error, "fileNotUsable") && /no text/.test(error.message),
    );
    assert.equal(labels().length, 1);
  });

  it("leaves out by itself what looks secret or is ignored, and what was mentioned and looks secret", async () => {
    await openFile("ignored.ts", "const a = 1;\n");
    await context.refresh();
    assert.match(noteOf("ignored.ts") ?? "", /ignore rule/);
    assert.deepEqual(await context.take("Why?"), []);
    await write(".env", "KEY=1\n");
    assert.deepEqual(await mentioned("See #file:.env and #file:ignored.ts"), ["ignored.ts", "#file:.env"]);
    assert.match(noteOf("#file:.env") ?? "", /secrets/);
    assert.deepEqual(
      (await context.take("See #file:.env and #file:ignored.ts")).map(({ item }) => item.path),
      ["ignored.ts"],
    );
  });

  it("is what the question mentions; a mention that was taken off stays off until it is written again", async () => {
    isAutomatic = false;
    await write("src/inner.ts", "export const inner = 1;\n");
    assert.deepEqual(await mentioned("What is #file:src/inner.ts for?"), ["inner.ts"]);
    context.remove(context.pieces[0]?.chip.id ?? "");
    await context.refresh();
    assert.deepEqual(labels(), []);
    assert.deepEqual(await mentioned("What is #file:src/inner.ts for? And"), []);
    assert.deepEqual(await mentioned("And"), []);
    assert.deepEqual(await mentioned("And #file:inner.ts"), ["inner.ts"]);
    assert.deepEqual(await mentioned("#file:nowhere.ts"), ["#file:nowhere.ts"]);
    assert.match(noteOf("#file:nowhere.ts") ?? "", /no nowhere\.ts/);
    assert.deepEqual(await context.take("#file:nowhere.ts"), []);
  });

  it("can be the selection, as it was when it was attached, and nothing where nothing is selected", async () => {
    const editor = await openFile("select.ts", "one\ntwo\nthree\n");
    isAutomatic = false;
    assert.deepEqual(await mentioned("#selection"), ["Selection"]);
    assert.match(noteOf("Selection") ?? "", /Nothing is selected/);
    editor.selection = new vscode.Selection(1, 0, 1, 3);
    assert.deepEqual(await mentioned("Why #selection"), ["select.ts 2"]);
    assert.equal(textOf("select.ts 2"), "two");
    await context.attach({ kind: "selection" });
    editor.selection = new vscode.Selection(0, 0, 0, 3);
    assert.deepEqual(await mentioned(""), ["select.ts 2"]);
  });

  it("can be the problems that the editor reports, errors first", async () => {
    const { document } = await openFile("wrong.ts", "const a = b;\nconst c = d;\n");
    const reported = vscode.languages.createDiagnosticCollection("planted");
    try {
      reported.set(document.uri, [
        new vscode.Diagnostic(new vscode.Range(1, 10, 1, 11), "d is odd", vscode.DiagnosticSeverity.Warning),
        new vscode.Diagnostic(new vscode.Range(0, 10, 0, 11), "b is not defined"),
      ]);
      isAutomatic = false;
      await mentioned("#problems");
      const [piece] = await context.take("#problems");
      assert.match(piece?.chip.label ?? "", /^\d+ problems$/);
      const text = piece?.item.text ?? "";
      assert.match(text, /^wrong\.ts:1:11: error.*: b is not defined\n {4}const a = b;\n/m);
      assert.ok(text.indexOf("b is not defined") < text.indexOf("warning: d is odd"));
    } finally {
      reported.dispose();
    }
  });

  it("can be the outline of a folder, without ignored files and without code", async () => {
    await write("lib/shapes.ts", "export class Circle {\n  area() {\n    return 3;\n  }\n}\n");
    await write("lib/deep/other.txt", "text");
    await write("lib/ignored.ts", "const secret = 1;\n");
    isAutomatic = false;
    await context.attach({ kind: "folder", uri: uriOf("lib") });
    const text = textOf("lib/") ?? "";
    assert.match(text, /^shapes\.ts(: Circle( \{ area \})?)?\ndeep\/\n {2}other\.txt\n$/);
    assert.match(noteOf("lib/") ?? "", /1 ignored/);
  });

  it("can be what Git says was changed", async () => {
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: uriOf("repository").fsPath });
    await write("repository/a.txt", "one\n");
    await write("repository/.env", "KEY=old\n");
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "first");
    await write("repository/a.txt", "two\n");
    await write("repository/.env", "KEY=new\n");
    await openRepository(uriOf("repository"));
    await vscode.window.showTextDocument(uriOf("repository/a.txt"));
    isAutomatic = false;
    await mentioned("#changes");
    const [piece] = await context.take("#changes");
    assert.equal(piece?.chip.label, "Changes");
    assert.match(piece.item.text, /^-one\n\+two$/m);
    assert.doesNotMatch(piece.item.text, /KEY/);
    assert.match(piece.chip.note ?? "", /secrets: 1$/);
    await context.attach({ kind: "changes", staged: true });
    assert.deepEqual(labels(), [], "nothing is staged");
  });

  it("is offered by name, files and folders, without ignored ones", async () => {
    await write("lib/shapes.ts", "");
    await write("lib/ignored.ts", "");
    const files = new WorkspaceFiles();
    const mentions = async (target: "file" | "folder", query: string) =>
      (await suggestionsFor(target, query, files, judge)).map(({ mention }) => mention);
    assert.deepEqual(await mentions("file", "shap"), ["#file:lib/shapes.ts"]);
    assert.deepEqual(await mentions("file", "ignored"), []);
    assert.ok((await mentions("folder", "li")).includes("#folder:lib"));
  });
});
