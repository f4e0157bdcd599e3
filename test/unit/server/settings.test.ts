import { afterEach, describe, expect, it } from "vitest";
import { DidChangeConfigurationNotification } from "vscode-languageserver/node";
import { ScriptedEngine } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { modelLoadMethod } from "../../../protocol/model.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import type { LspClient } from "../../support/lspClient.js";

let client: LspClient;
afterEach(() => client.connection.dispose());

const warnings = () => client.log.filter((line) => line.startsWith("[settings]"));

describe("settings", () => {
  it("logs a refused value once, with its key, and uses the default", async () => {
    const engine = new ScriptedEngine([{ text: "x</think>y" }]);
    client = await connectInProcess(engine, { settings: { engine: { threads: 1, gpu: "quantum" } } });
    await client.request(modelLoadMethod);
    await client.chat({ question: "?" }).result;
    expect(engine.loads[0]?.gpu).toBe("auto");
    expect(warnings()).toEqual(["[settings] The value of ponder.engine.gpu is not valid; the default is used."]);
  });

  it("are asked of a client that can answer, and again after a change", async () => {
    let threads = 1;
    const asked: string[] = [];
    const configuration = (scope: string) => {
      asked.push(scope);
      return { engine: { threads, gpu: threads === 1 ? "cpu" : "auto" } };
    };
    const engine = new ScriptedEngine([]);
    client = await connectInProcess(engine, { configuration, settings: { model: { path: "/ignored.gguf" } } });
    await client.request(modelLoadMethod);
    await client.request(modelLoadMethod);
    expect(asked).toEqual([""]);
    threads = 0;
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await client.request(modelLoadMethod);
    expect(engine.loads.map(({ gpu }) => gpu)).toEqual(["cpu", "auto"]);
    expect(engine.loads[0]?.path).toContain("demo");
  });

  it("fall back to the defaults when the client cannot answer, and say so", async () => {
    const configuration = () => {
      throw new Error("no settings today");
    };
    client = await connectInProcess(new ScriptedEngine([{ text: "x</think>y" }]), { configuration });
    expect((await client.chat({ question: "?" }).result).answer).toBe("y");
    expect(warnings()[0]).toContain("the defaults are used");
  });
});
