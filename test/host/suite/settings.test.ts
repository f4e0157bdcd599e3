import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { moveValue, oldValues } from "../../../extension/settings/moveRenamed.js";
import { readSettings } from "../../../protocol/settings.js";
import { ponder } from "./support.js";

const configuration = () => vscode.workspace.getConfiguration("ponder");
const set = (key: string, value: unknown) => configuration().update(key, value, vscode.ConfigurationTarget.Global);
const mirror = "https://mirror.example";

describe("settings", () => {
  before(ponder);
  afterEach(async () => {
    for (const key of ["models.hub", "downloads.hub", "engine.threads"]) await set(key, undefined);
  });

  it("with an old name count, and move to the new one", async () => {
    assert.deepEqual(oldValues(), []);
    await set("models.hub", mirror);
    assert.equal(readSettings(configuration()).values["downloads.hub"], mirror);
    const [old, ...others] = oldValues();
    assert.ok(old);
    assert.deepEqual(others, []);
    await moveValue(old);
    assert.deepEqual(oldValues(), []);
    assert.equal(configuration().get("downloads.hub"), mirror);
  });

  it("keep the value of the new name when both are there", async () => {
    await set("downloads.hub", mirror);
    await set("models.hub", "https://old.example");
    for (const old of oldValues()) await moveValue(old);
    assert.deepEqual(oldValues(), []);
    assert.equal(configuration().get("downloads.hub"), mirror);
  });

  it("are refused as the editor hands them out", async () => {
    assert.deepEqual(readSettings(configuration()).refused, []);
    await set("engine.threads", 9_999);
    const { values, refused } = readSettings(configuration());
    assert.deepEqual(refused, ["engine.threads"]);
    assert.equal(values["engine.threads"], 0);
  });
});
