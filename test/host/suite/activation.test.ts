import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import * as vscode from "vscode";
import { commandIds } from "../../../extension/commands/commandIds.js";
import { ponder, root } from "./support.js";

/** CPU time that the reference takes on the machine that the limit is meant for, in milliseconds. */
const referenceMs = 9;

/** CPU time that a fixed piece of work takes here and now: other machines and busy ones are slower at both. */
function cpuMsOfReference(): number {
  const manifest: unknown = JSON.parse(readFileSync(path.join(root(), "package.json"), "utf8"));
  const once = () => {
    const began = process.cpuUsage();
    for (let i = 0; i < 60; i++) JSON.parse(JSON.stringify(manifest));
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  return Math.min(...Array.from({ length: 5 }, once));
}

describe("activation", () => {
  it("takes less than 50 ms of the extension host, and loads no model", async () => {
    const api = await ponder();
    const slower = cpuMsOfReference() / referenceMs;
    const took = `activate() took ${api.activationMs.toFixed(1)} ms, and the machine ${slower.toFixed(2)} times as long`;
    console.log(took);
    assert.ok(api.activationMs / slower < 50, took);
    assert.equal(api.panelState().model.state, "idle");
    assert.equal(api.serverPid(), undefined);
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
