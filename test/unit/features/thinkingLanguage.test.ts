import { describe, expect, it } from "vitest";
import { ScriptedEngine } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { commitMessageMethod } from "../../../protocol/commit.js";
import type { Language } from "../../../protocol/settings.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import type { LspClient } from "../../support/lspClient.js";
import { answer, at, text, uri } from "./cartSession.js";

const latin = ["Latin", "Greek"];

/** The letters that the engine is told to use. */
async function scriptsOf(language: Language | undefined, ask: (client: LspClient) => Promise<unknown>) {
  const engine = new ScriptedEngine([{ text: answer }]);
  const settings = { engine: { threads: 1, gpu: "cpu" }, ...(language && { thinking: { language } }) };
  const client = await connectInProcess(engine, { settings });
  try {
    await client.open(uri, "javascript", text, 3);
    await ask(client);
    expect(engine.requests).toHaveLength(1);
    return engine.requests[0]?.scripts;
  } finally {
    client.connection.dispose();
  }
}

const edit = (instruction: string) => (client: LspClient) =>
  client.propose({
    kind: "edit",
    uri,
    version: 3,
    range: at(2, 0, 5, 0),
    problems: [],
    path: "src/cart.js",
    instruction,
  }).result;
const commit = (instruction: string) => (client: LspClient) =>
  client.request(commitMessageMethod, { files: [{ path: "a", diff: "+a" }], earlier: [], instruction });
const chat = (question: string) => (client: LspClient) => client.chat({ question }).result;

describe("ponder.thinking.language", () => {
  it.each([
    ["a question", chat("Why is it slow?"), chat("Почему?"), chat("How do I say it in Russian?")],
    ["an edit", edit("Sort it."), edit("Отсортируй."), edit("Answer in Russian.")],
    ["a commit message", commit("Be short."), commit("Покороче."), commit("Write it in Russian.")],
  ])("decides about the letters of %s", async (_, english, russian, named) => {
    expect(await scriptsOf(undefined, english)).toEqual(latin);
    expect(await scriptsOf("auto", russian)).toEqual(["Latin", "Greek", "Cyrillic"]);
    expect(await scriptsOf("auto", named)).toEqual(["Latin", "Greek", "Cyrillic"]);
    expect(await scriptsOf("en", russian)).toEqual(latin);
    expect(await scriptsOf("ru", english)).toEqual(["Latin", "Greek", "Cyrillic"]);
    expect(await scriptsOf("any", russian)).toBeUndefined();
  });
});
