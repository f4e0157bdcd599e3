import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { EditPlace } from "../../../extension/commands/editRequest.js";
import { useDemoModel, useModelThatSays } from "./sayingModel.js";
import { fresh, openFile, ponder, turnOf, until } from "./support.js";

describe("the consent for tests of candidates", () => {
  const { showWarningMessage } = vscode.window;
  const setCommand = (command: string | undefined) =>
    vscode.workspace.getConfiguration("ponder").update("fix.testCommand", command, vscode.ConfigurationTarget.Global);
  /** Questions that the editor would show as a dialog, and the answers to them, in turn. */
  const asked: string[] = [];
  const answers: (string | undefined)[] = [];

  before(async () => {
    await fresh();
    Object.assign(vscode.window, {
      showWarningMessage: (message: string, options: vscode.MessageOptions) => {
        assert.equal(options.modal, true, message);
        asked.push(message);
        return Promise.resolve(answers.shift());
      },
    });
  });
  after(async () => {
    Object.assign(vscode.window, { showWarningMessage });
    await setCommand(undefined);
    await useDemoModel();
    await fresh();
  });

  it("is asked for once for a folder and a command; without an answer nothing is done", async () => {
    const api = await ponder();
    await useModelThatSays("```js\nexport const one = 1;\n```");
    const { document } = await openFile("tested.js", "export const one = 2;\n");
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 21 } };
    const place: EditPlace = { uri: document.uri.toString(), range, problems: [] };
    asked.length = 0;
    const command = 'node -e ""';
    await setCommand(command);
    const turns = api.panelState().turns.length;
    await vscode.commands.executeCommand("ponder.fixVerified", place);
    assert.deepEqual(asked, [`Test each candidate with “${command}”?`]);
    assert.equal(api.panelState().turns.length, turns, "a turn was begun without an answer");

    answers.push("Run Tests");
    for (const time of [1, 2]) {
      const { id } = await turnOf(api, "ponder.fixVerified", place);
      const turn = await until(api, (state) =>
        state.turns.find((one) => one.id === id && (one.candidates ?? one.error)),
      );
      const tests = turn.candidates?.all[0]?.score.rewards.find(({ name }) => name === "tests");
      assert.equal(tests?.passed, true, tests?.message ?? turn.error?.message);
      assert.equal(asked.length, 2, `asked at time ${time}`);
    }

    await setCommand('node -e "1"');
    await vscode.commands.executeCommand("ponder.fixVerified", place);
    assert.equal(asked.length, 3, "another command was not asked about");
    assert.equal(document.getText(), "export const one = 2;\n");
  });
});
