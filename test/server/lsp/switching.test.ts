import { rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DidChangeConfigurationNotification } from "vscode-languageserver/node";
import {
  modelLoadMethod,
  modelStatusMethod,
  modelUnloadMethod,
  type ModelInfo,
  type ModelStatus,
} from "../../../protocol/model.js";
import { containing } from "../../support/containing.js";
import { demoModel, temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { buildServer, startBuiltServer, type LspClient } from "../../support/lspClient.js";
import { childrenOf } from "../../support/processes.js";

const words = "one two three four five\n";

/** The server and its engine stay; only settings change. */
describe("switching models", () => {
  let folder: string;
  let small: string;
  let server: LspClient;

  beforeAll(async () => {
    folder = await temporaryFolder();
    small = path.join(folder, "small.gguf");
    await writeTinyModel({ file: small, corpus: words.repeat(20), babble: words });
    server = await startBuiltServer(await buildServer(), "stdio", {
      settings: { engine: { threads: 1, gpu: "cpu" } },
      environment: { XDG_STATE_HOME: path.join(folder, "state") },
    });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  /** Loads what these settings name. */
  async function loaded(settings: object): Promise<ModelInfo> {
    const ponder = { engine: { threads: 1, gpu: "cpu" }, ...settings };
    await server.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: { ponder } });
    const status = await server.request<ModelStatus>(modelLoadMethod, {});
    if (status.state !== "ready") throw new Error(`The model is ${status.state}`);
    return status.model;
  }

  it("takes effect for each role, and says what is loaded, where, with how much context", async () => {
    const demo = await loaded({});
    expect(demo).toMatchObject({ isDemo: true, device: "CPU", gpuLayers: 0, contextSize: 4096 });
    expect(demo.layers).toBeGreaterThan(1);
    expect(demo).toMatchObject({ architecture: "qwen2", trainContext: 4096, chatForm: "DeepSeek-R1" });
    expect(demo).toMatchObject({
      quantisation: expect.any(String) as string,
      thoughtMarker: "<think>",
      holeForm: "qwen",
    });
    expect(demo).not.toHaveProperty("draftModel");
    const second = { path: small, gpuLayers: 0 };
    expect(await loaded({ completion: { model: small } })).toMatchObject({ completionModel: second });
    const drafted = await loaded({ model: { draft: demoModel } });
    expect(drafted).toMatchObject({ isDemo: true, draftModel: { path: demoModel, gpuLayers: 0 } });
    expect(drafted).not.toHaveProperty("completionModel");
    const refused = await loaded({ model: { draft: small } });
    expect(refused).toMatchObject({ notice: { text: containing("The draft model is not used") } });
    expect(refused).not.toHaveProperty("draftModel");
    expect(await loaded({ model: { path: small } })).toMatchObject({ path: small, isDemo: false });
  });

  it("gives the memory back, and loads again at the next question", async () => {
    await loaded({});
    const engines = childrenOf(server.process?.pid ?? 0);
    expect(engines.length).toBeGreaterThan(0);
    const measured = await server.status((status) => status.state === "ready" && status.memoryBytes !== undefined);
    expect(measured).toMatchObject({ memoryBytes: expect.any(Number) as number });
    expect(await server.request<ModelStatus>(modelUnloadMethod)).toEqual({ state: "idle", isDemo: true });
    // The process that held it is gone; one that waits for the next load may be there.
    const alive = childrenOf(server.process?.pid ?? 0);
    expect(alive.filter((pid) => engines.includes(pid))).toEqual([]);
    const { answer } = await server.chat({ question: "How many Rs are in 'strawberry'?" }).result;
    expect(answer).toContain("3");
    expect(await server.request<ModelStatus>(modelStatusMethod)).toMatchObject({ state: "ready" });
  });
});
