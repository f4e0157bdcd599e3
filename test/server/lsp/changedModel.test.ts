import { readFileSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../../benchmarks/support/seededRandom.js";
import { modelLoadMethod, modelStatusMethod, type ModelStatus } from "../../../protocol/model.js";
import { modelsAcceptMethod } from "../../../protocol/models.js";
import { temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { isFullSet } from "../../support/hub/fullSet.js";
import { buildServer, errorOf, startBuiltServer, type LspClient } from "../../support/lspClient.js";
import { childrenOf } from "../../support/processes.js";

const words = "one two three four five\n";

describe("a model of the user's own", () => {
  let folder: string;
  let file: string;
  let server: LspClient;

  beforeAll(async () => {
    folder = await temporaryFolder();
    file = path.join(folder, "mine.gguf");
    await writeTinyModel({ file, corpus: words.repeat(20), babble: words });
    server = await startBuiltServer(await buildServer(), "stdio", {
      settings: { engine: { threads: 1, gpu: "cpu" }, model: { path: file } },
      environment: { XDG_STATE_HOME: path.join(folder, "state") },
    });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const load = () => server.request<ModelStatus>(modelLoadMethod, { again: true });
  const enginesWithNativeCode = () =>
    childrenOf(server.process?.pid ?? 0).filter((pid) =>
      /llama|ggml/.test(readFileSync(`/proc/${String(pid)}/maps`, "utf8")),
    );

  it("is hashed at its first load; each of many flipped bits is reported before native code sees the file", async () => {
    expect(await load()).toMatchObject({
      state: "ready",
      model: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    });
    expect(enginesWithNativeCode()).toHaveLength(1);
    const random = seededRandom(9);
    const handle = await open(file, "r+");
    const { size } = await handle.stat();
    const outcomes: string[] = [];
    const flips = isFullSet ? 600 : 60;
    for (let i = 0; i < flips; i++) {
      const at = Math.floor(random() * size);
      const { buffer: was } = await handle.read(Buffer.alloc(1), 0, 1, at);
      await handle.write(Buffer.of((was[0] ?? 0) ^ (1 << Math.floor(random() * 8))), 0, 1, at);
      outcomes.push((await errorOf(load())).data?.code ?? "loaded");
      await handle.write(was, 0, 1, at);
    }
    await handle.close();
    // The header shows some of them before the hash does.
    expect(outcomes.filter((code) => code !== "modelChanged" && code !== "modelDamaged")).toEqual([]);
    expect(outcomes.filter((code) => code === "modelChanged").length).toBeGreaterThan(flips * 0.8);
    expect(enginesWithNativeCode()).toEqual([]);
    expect(await load()).toMatchObject({ state: "ready" });
  });

  it("is taken as it is now when the user says so", async () => {
    await server.request(modelsAcceptMethod, { path: file });
    const handle = await open(file, "r+");
    const { size } = await handle.stat();
    await handle.write(Buffer.of(1), 0, 1, size - 1);
    await handle.close();
    expect(await load()).toMatchObject({ state: "ready" });
    expect(await server.request(modelStatusMethod)).toMatchObject({ state: "ready" });
  });
});
