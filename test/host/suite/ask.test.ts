import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { beginTurn, ended, fresh, openFile, ponder, turnOf, until } from "./support.js";

const question = "How many Rs are in 'strawberry'?";

describe("a question", () => {
  beforeEach(fresh);

  it("is thought about, then answered", async () => {
    const api = await ponder();
    const turn = await turnOf(api, "ponder.ask", question);
    assert.equal(turn.status, "done", turn.error?.message);
    assert.ok(turn.thought.text.trim() !== "", "no thought");
    assert.ok(turn.thought.closed && (turn.thought.tokens ?? 0) > 0, "the thought was not measured");
    assert.match(turn.answer, /\b3\b|three/i);
    assert.doesNotMatch(turn.answer, /<\/?think>/);
    assert.ok((turn.usage?.generatedTokens ?? 0) > 0);
    const { model } = api.panelState();
    assert.ok(model.state === "ready" && model.model.isDemo, `the model is ${model.state}`);
  });

  it("waits while another one is answered", async () => {
    const api = await ponder();
    const first = await beginTurn(api, "ponder.ask", question);
    const second = await beginTurn(api, "ponder.ask", "How many Ns are in 'banana'?");
    await until(api, ({ turns }) => turns.find(({ id, status }) => id === second.id && status !== "waiting"));
    assert.equal(api.panelState().turns.find(({ id }) => id === first.id)?.status, "done");
    assert.equal((await ended(api, second.id)).status, "done");
  });

  it("can be stopped, and keeps what was written", async () => {
    const api = await ponder();
    const turn = await beginTurn(api, "ponder.ask", question);
    await until(api, ({ turns }) => turns.find(({ thought }) => thought.text !== ""));
    await vscode.commands.executeCommand("ponder.stop");
    const stopped = await ended(api, turn.id);
    assert.equal(stopped.status, "stopped");
    assert.ok(stopped.thought.text !== "");
    assert.equal((await turnOf(api, "ponder.ask", question)).status, "done");
  });

  it("is answered without a thought where the effort is off", async () => {
    const api = await ponder();
    const settings = vscode.workspace.getConfiguration("ponder");
    await settings.update("thinking.effort", "off", vscode.ConfigurationTarget.Global);
    try {
      await until(api, ({ effort }) => (effort === "off" ? true : undefined));
      const turn = await turnOf(api, "ponder.ask", question);
      assert.equal(turn.status, "done", turn.error?.message);
      assert.equal(turn.effort, "off");
      assert.equal(turn.thought.text.trim(), "");
      assert.ok(turn.answer.trim() !== "", "no answer");
    } finally {
      await settings.update("thinking.effort", undefined, vscode.ConfigurationTarget.Global);
    }
    await until(api, ({ effort }) => (effort === "medium" ? true : undefined));
  });

  it("takes along what the panel shows, and the explanation names it", async () => {
    const api = await ponder();
    const editor = await openFile("add.ts", "export function add(a: number, b: number) {\n  return a + b;\n}\n");
    await until(api, ({ context }) => (context[0]?.label === "add.ts" ? true : undefined));
    editor.selection = new vscode.Selection(0, 0, 2, 1);
    await until(api, ({ context }) => (context[0]?.label === "add.ts 1–3" ? true : undefined));
    const turn = await turnOf(api, "ponder.explain");
    assert.equal(turn.status, "done", turn.error?.message);
    assert.equal(turn.question, "Explain add.ts 1–3");
    assert.deepEqual(
      turn.context.map(({ label }) => label),
      ["add.ts 1–3"],
    );
    assert.ok(turn.answer !== "");
  });
});
