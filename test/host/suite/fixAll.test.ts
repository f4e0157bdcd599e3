import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { useDemoModel, useModelThatSays } from "./sayingModel.js";
import { fixCase, fresh, openFile, ponder, turnOf, until } from "./support.js";

describe("Fix All Problems in File", () => {
  const diagnostics = vscode.languages.createDiagnosticCollection("test");
  beforeEach(fresh);
  after(async () => {
    diagnostics.dispose();
    await useDemoModel();
    await fresh();
  });

  it("is one turn about all errors and warnings, and ends in one proposal for the file", async () => {
    const api = await ponder();
    const { before, code } = fixCase("mergeFile");
    await useModelThatSays(`\`\`\`ts\n${code}\n\`\`\``);
    const { document } = await openFile("two.ts", `${before}\n\nexport const last = 1;\n`);
    const problem = (line: number, message: string, severity: vscode.DiagnosticSeverity) =>
      new vscode.Diagnostic(document.lineAt(line).range, message, severity);
    diagnostics.set(document.uri, [
      problem(1, "this is wrong", vscode.DiagnosticSeverity.Error),
      problem(2, "so is this", vscode.DiagnosticSeverity.Warning),
      problem(document.lineCount - 2, "a matter of taste", vscode.DiagnosticSeverity.Hint),
    ]);
    const turn = await turnOf(api, "ponder.fixAll");
    assert.equal(turn.command, "fixAll");
    assert.equal(turn.question, "Fix all problems in two.ts");
    assert.ok(turn.thought.text.trim() !== "", "no thought");
    assert.equal(turn.status, "done", turn.error?.message);
    const shown = await until(api, ({ turns }) => turns.find(({ id, proposal }) => id === turn.id && proposal));
    assert.equal(shown.proposal?.files.length, 1);
  });

  it("goes block by block, and ends in one proposal for all of them", async () => {
    const api = await ponder();
    await useDemoModel();
    const { before } = fixCase("mergeFile");
    const { document } = await openFile("blocks.ts", `${before}\n\n${before.replace("mergeFile", "mergeRow")}\n`);
    const lines = [1, before.split("\n").length + 2];
    diagnostics.set(
      document.uri,
      lines.map((line) => new vscode.Diagnostic(document.lineAt(line).range, "this is wrong")),
    );
    const turn = await turnOf(api, "ponder.fixAll");
    assert.match(turn.thought.text, /^Lines 1–\d+ \(1 of 2\):\n[^]*\n\nLines \d+–\d+ \(2 of 2\):\n/);
    assert.equal(turn.status, "done", turn.error?.message);
    assert.match(turn.answer, /^\*\*Lines 1–\d+ \(1 of 2\)\*\*[^]*\*\*Lines \d+–\d+ \(2 of 2\)\*\*/);
    const shown = await until(api, ({ turns }) => turns.find(({ id, proposal }) => id === turn.id && proposal));
    assert.equal(shown.proposal?.files.length, 1);
  });

  it("is in the light bulb where the file has several problems", async () => {
    await ponder();
    const { document } = await openFile("several.txt", "one\ntwo\n");
    const offered = async (count: number): Promise<readonly (string | undefined)[]> => {
      const ranges = [0, 1].slice(0, count).map((line) => document.lineAt(line).range);
      diagnostics.set(
        document.uri,
        ranges.map((range) => new vscode.Diagnostic(range, "this is wrong")),
      );
      for (;;) {
        const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
          "vscode.executeCodeActionProvider",
          document.uri,
          document.lineAt(0).range,
          vscode.CodeActionKind.QuickFix.value,
        );
        const ours = actions.map(({ command }) => command?.command).filter((command) => command?.startsWith("ponder."));
        // The server, and with it the provider, comes a moment after the first open file.
        if (ours.length > 0) return ours;
      }
    };
    assert.deepEqual(await offered(1), ["ponder.fix", "ponder.explain"]);
    assert.deepEqual(await offered(2), ["ponder.fix", "ponder.explain", "ponder.fixAll"]);
  });

  it("does nothing where the editor reports no problems", async () => {
    const api = await ponder();
    await openFile("notes.txt", "text\n");
    const before = api.panelState().turns.length;
    await vscode.commands.executeCommand("ponder.fixAll");
    assert.equal(api.panelState().turns.length, before);
  });
});
