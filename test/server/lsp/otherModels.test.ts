import { rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { TurnEvent } from "../../../protocol/events.js";
import { modelLoadMethod, type ModelStatus } from "../../../protocol/model.js";
import { temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel, type TinyModel } from "../../support/gguf/tinyModel.js";
import { buildServer, errorOf, startBuiltServer, type LspClient } from "../../support/lspClient.js";

const words = "Okay Sure that is a short answer from one model who thinks first\n";

describe("chat models that are no R1", () => {
  let program: string;
  let folder: string;
  let client: LspClient | undefined;
  let models = 0;

  beforeAll(async () => {
    program = await buildServer();
    folder = await temporaryFolder();
  });
  afterEach(() => client?.stop());
  afterAll(() => rm(folder, { recursive: true }));

  async function start(model: Omit<TinyModel, "file" | "corpus">): Promise<LspClient> {
    const file = path.join(folder, `${String(++models)}.gguf`);
    await writeTinyModel({ file, corpus: words.repeat(20), ...model });
    client = await startBuiltServer(program, "stdio", {
      settings: { engine: { threads: 1, gpu: "cpu" }, model: { path: file } },
      environment: { XDG_STATE_HOME: path.join(folder, "state") },
    });
    return client;
  }
  const textOf = (events: readonly TurnEvent[], type: "thinking" | "answer") =>
    events.map((event) => (event.type === type ? event.text : "")).join("");

  it("answer at once in ChatML, also after an earlier turn", async () => {
    const server = await start({ family: "chatMl", script: ["\nSure that is a short answer<|im_end|>"] });
    const status = await server.request<ModelStatus>(modelLoadMethod, {});
    expect(status).toMatchObject({ model: { canChat: true, canThink: false, chatForm: "ChatML (Qwen2.5)" } });
    const history = [
      { role: "user", text: "One?" },
      { role: "assistant", text: "Two." },
    ] as const;
    for (const earlier of [[], history]) {
      const turn = server.chat({ question: "And?", history: earlier, effort: "high" });
      const { answer, thinking } = await turn.result;
      expect(answer).toBe("Sure that is a short answer");
      expect(thinking).toMatchObject({ text: "", tokens: 0 });
      expect(textOf(turn.events, "answer")).toBe(answer);
      expect(textOf(turn.events, "thinking")).toBe("");
    }
  });

  it("think in Qwen3's form", async () => {
    const script = ["<think>\nOkay one model who thinks first</think>Sure that is a short answer<|im_end|>"];
    const server = await start({ family: "qwen3", script });
    const turn = server.chat({ question: "And?" });
    const { answer, thinking } = await turn.result;
    expect(thinking.text).toBe("Okay one model who thinks first");
    expect(answer).toBe("Sure that is a short answer");
    const status = await server.request<ModelStatus>(modelLoadMethod, {});
    expect(status).toMatchObject({ model: { canThink: true } });
  });

  it("are said to be unknown where they are", async () => {
    const server = await start({ family: "unknown", babble: words });
    const { data } = await errorOf(server.chat({ question: "And?" }).result);
    expect(data?.code).toBe("modelUnsupported");
    const status = await server.request<ModelStatus>(modelLoadMethod, {});
    expect(status).toMatchObject({ state: "ready", model: { canChat: false, canThink: false } });
  });

  it("have a template that is only looked at: one that would never end does no harm", async () => {
    const template = "{% for i in range(1000000000) %}{{ '<think>' }}{% endfor %}";
    const script = ["<think>\nOkay</think>Sure<|im_end|>"];
    const server = await start({ family: "qwen3", script, template });
    expect((await server.chat({ question: "And?" }).result).answer).toBe("Sure");
  });
});
