import { afterEach, describe, expect, it } from "vitest";
import { chatMeasureMethod, type ChatMeasureParams, type ChatMeasureResult } from "../../../protocol/chat.js";
import { modelLoadMethod, modelStatusMethod, type ModelStatus } from "../../../protocol/model.js";
import { ScriptedEngine } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import { errorOf, type LspClient } from "../../support/lspClient.js";

const file = (path: string) => ({ path, languageId: "x", text: `text of ${path}` });
let client: LspClient | undefined;
afterEach(() => client?.connection.dispose());

async function connect() {
  const engine = new ScriptedEngine(() => ({ text: "x</think>y" }), { contextSize: 64 });
  const connected = (client = await connectInProcess(engine));
  const measure = async (params: Partial<ChatMeasureParams> = {}) =>
    connected.request<ChatMeasureResult>(chatMeasureMethod, {
      conversationId: "c",
      command: "ask",
      history: [],
      question: "?",
      context: [],
      ...params,
    });
  return { engine, measure, client: connected };
}

describe("ponder/chat/measure", () => {
  it("says nothing while no model is loaded, and loads one only where it may", async () => {
    const { measure, client: connected } = await connect();
    expect(await measure()).toEqual({});
    expect((await connected.request<ModelStatus>(modelStatusMethod)).state).toBe("idle");
    expect((await measure({ load: true })).measure?.contextSize).toBe(64);
    expect((await measure()).measure?.contextSize).toBe(64);
  });

  it("counts each piece and the prompt that would be sent, with the engine's tokens", async () => {
    const { engine, measure, client: connected } = await connect();
    await connected.request(modelLoadMethod);
    const context = [file("a"), file("b")];
    const { measure: found } = await measure({ context });
    await connected.chat({ question: "?", context }).result;
    const [sent = 0] = await engine.countTokens([engine.requests[0]?.prompt ?? []], new AbortController().signal);
    // The scripted engine counts parts: the pieces of a question are one in the prompt, three when each is counted.
    expect(found).toEqual({
      contextTokens: [1, 1],
      promptTokens: sent + 2,
      promptLimit: 32,
      contextSize: 64,
      leftOutTurns: 0,
      leftOutFiles: 0,
    });
  });

  it("tells what would be left out, and leaves nothing out by that", async () => {
    const { measure, client: connected } = await connect();
    await connected.request(modelLoadMethod);
    const history = Array.from({ length: 9 }, (_, at) => [
      { role: "user", text: "?", context: [file(String(at))] } as const,
      { role: "assistant", text: "!" } as const,
    ]).flat();
    expect((await measure({ history })).measure).toMatchObject({ leftOutTurns: 6, leftOutFiles: 2 });
    expect((await measure({ history: history.slice(0, 4) })).measure).toMatchObject({
      leftOutTurns: 0,
      leftOutFiles: 0,
    });
  });

  it("gives the thought more room where more effort is wanted", async () => {
    const { measure } = await connect();
    const limit = async (effort: "off" | "high") => (await measure({ effort, load: true })).measure?.promptLimit;
    // In such a small context both need half of it.
    expect(await limit("off")).toBe(32);
    expect(await limit("high")).toBe(32);
  });

  it("refuses what is no question", async () => {
    const { measure } = await connect();
    const error = await errorOf(measure({ context: [{ path: 1 }] as never }));
    expect(error.data).toMatchObject({ code: "badRequest" });
  });
});
