import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { commandIds } from "../../../extension/commands/commandIds.js";
import { ponder } from "./support.js";

describe("activation", () => {
  it("takes less than 50 ms of the extension host, and loads no model", async () => {
    const api = await ponder();
    console.log(`activate() took ${api.activationMs.toFixed(1)} ms`);
    assert.ok(api.activationMs < 50, `${api.activationMs} ms`);
    assert.equal(api.panelState().model.state, "idle");
  });

  it("registers every command of the manifest", async () => {
    await ponder();
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      commandIds.filter((id) => !known.has(id)),
      [],
    );
  });

  it("answers to every command that needs neither user nor model", async () => {
    const api = await ponder();
    for (const id of ["ponder.stop", "ponder.newChat", "ponder.showLog", "ponder.ask"]) {
      await vscode.commands.executeCommand(id);
    }
    // Nothing is open, so these say so instead of doing something.
    for (const id of ["ponder.explain", "ponder.fix", "ponder.acceptProposal", "ponder.discardProposal"]) {
      await vscode.commands.executeCommand(id);
    }
    assert.deepEqual(api.panelState().turns, []);
  });
});
