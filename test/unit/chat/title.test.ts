import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { chatTitleMethod, type ChatTitleResult } from "../../../protocol/chat.js";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import { ScriptedEngine, type Script } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { repository } from "../../support/engineProgram.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import type { LspClient, LspClientOptions } from "../../support/lspClient.js";

let client: LspClient | undefined;
let engine: ScriptedEngine;

async function connect(script: Script, options: LspClientOptions) {
  engine = new ScriptedEngine(script);
  client = await connectInProcess(engine, options);
  return client;
}

afterEach(() => {
  client?.connection.dispose();
  client = undefined;
});

const textOf = (prompt: readonly PromptPart[] = []) =>
  prompt.map((part) => ("text" in part ? part.text : part.special)).join("");

describe("ponder/chat/title", () => {
  const history = [
    { role: "user", text: "How many?" },
    { role: "assistant", text: "Three." },
  ];
  const title = (client: LspClient) => client.request<ChatTitleResult>(chatTitleMethod, { history });
  /** A model that is not the demo model. */
  const chosen = { settings: { model: { path: path.join(repository, "models/demo/ponder-demo.gguf") } } };
  const afterTurn = async (written: string, options: LspClientOptions) => {
    const connected = await connect([{ text: "x</think>Three." }, { text: written }], options);
    await connected.chat({ question: "How many?" }).result;
    return connected;
  };

  it("is asked of the model as one more question of the conversation, without a thought", async () => {
    expect(await title(await afterTurn('"Counting letters"', chosen))).toEqual({ title: "Counting letters" });
    expect(engine.requests[1]?.scripts).toEqual(["Latin", "Greek"]);
    const [turn, asked] = engine.requests.map(({ prompt }) => textOf(prompt));
    expect(asked?.startsWith(turn?.slice(0, turn.indexOf("<｜Assistant｜>")) ?? "?")).toBe(true);
    expect(engine.requests.map(({ background = false }) => background)).toEqual([false, true]);
    expect(asked).toMatch(/at most six words.*<｜Assistant｜><think>\n\n<\/think>\n\n$/s);
  });

  it("is none where the model wrote none, nor of the demo model, nor where no model is loaded", async () => {
    expect(await title(await afterTurn("<think>\nThe user wants", chosen))).toEqual({});
    client?.connection.dispose();
    expect(await title(await afterTurn("Counting letters", {}))).toEqual({});
    expect(engine.requests).toHaveLength(1);
    client?.connection.dispose();
    expect(await title(await connect([{ text: "Counting letters" }], chosen))).toEqual({});
    expect(engine.requests).toHaveLength(0);
  });
});
