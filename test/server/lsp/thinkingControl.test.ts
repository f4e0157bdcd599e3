import { rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  chatAnswerNowMethod,
  chatTitleMethod,
  type AnswerNowResult,
  type ChatTitleResult,
} from "../../../protocol/chat.js";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import type { Language } from "../../../protocol/settings.js";
import { LlamaEngine } from "../../../language-server/engine/llama/llamaEngine.js";
import { thoughtForms } from "../../../language-server/thinking/thoughtForms.js";
import { buildEngineProgram, temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel, type TinyModel } from "../../support/gguf/tinyModel.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import type { LspClient } from "../../support/lspClient.js";

const question = "How many Rs are in 'strawberry'?";

/** The whole server with the real engine and the demo model. */
describe("control over thinking", () => {
  let engine: LlamaEngine;
  let client: LspClient;

  beforeAll(async () => {
    engine = new LlamaEngine({ program: await buildEngineProgram("thinking-control"), log: () => undefined });
    client = await connectInProcess(engine, { settings: { engine: { gpu: "cpu", threads: 1 } } });
  });
  afterAll(async () => {
    client.connection.dispose();
    await engine.dispose();
  });

  it.each(["low", "medium", "high"] as const)("thinks with effort %s", async (effort) => {
    const { thinking, answer } = await client.chat({ question, effort }).result;
    expect(thinking.tokens).toBeGreaterThan(0);
    expect(answer).not.toBe("");
  });

  it("does not think with effort off", async () => {
    const turn = client.chat({ question, effort: "off" });
    // The tiny demo was taught to think first; whatever it says then, none of it is a thought.
    await turn.result.catch(() => undefined);
    expect(turn.events.some(({ type }) => type === "thinking" || type === "thinkingDone")).toBe(false);
    expect(turn.events.at(-1)?.type).toBe("usage");
  });

  it("answers now: the thought so far is in the cache, only its end is evaluated", async () => {
    // The demo thinks quickly: on a busy machine its thought may be over before the request arrives.
    const interrupted = async () => {
      for (let attempt = 0; attempt < 20; attempt++) {
        const turn = client.chat({ question });
        await turn.seen((event) => event.type === "thinking");
        if ((await client.request<AnswerNowResult>(chatAnswerNowMethod)).closed) return turn;
        await turn.result;
      }
      throw new Error("the thought was always over");
    };
    const turn = await interrupted();
    // The tiny demo may have no answer to half a thought; what it cost is told in any case.
    await turn.result.catch(() => undefined);
    const done = turn.events.find((event) => event.type === "thinkingDone");
    if (done?.type !== "thinkingDone") throw new Error("the thought was not closed");
    expect(done.closedBy).toBe("answerNow");
    const usage = turn.events.find((event) => event.type === "usage");
    if (usage?.type !== "usage") throw new Error("there is no usage");
    // The prompt itself is in the cache since the first test: evaluated is its end, and then the closing tag.
    const tag: readonly PromptPart[] = [{ special: thoughtForms.think.prompt.close }];
    const [closing = 0] = await engine.countTokens([tag], new AbortController().signal);
    expect(usage.evaluatedTokens).toBeLessThanOrEqual(closing + 2);
  });
});

/** The same with generated models. */
describe("a model that was chosen", () => {
  let engine: LlamaEngine;
  let folder: string;
  let client: LspClient | undefined;

  beforeAll(async () => {
    folder = await temporaryFolder();
    engine = new LlamaEngine({ program: await buildEngineProgram("thinking-chosen"), log: () => undefined });
  });
  afterEach(() => client?.connection.dispose());
  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true });
  });

  /** The answer of a generated model. */
  async function ask(name: string, model: Omit<TinyModel, "file">, thinking?: { readonly language: Language }) {
    const file = path.join(folder, name);
    await writeTinyModel({ file, ...model });
    client = await connectInProcess(engine, {
      settings: { engine: { gpu: "cpu", threads: 1 }, model: { path: file, contextSize: 1024 }, thinking },
    });
    return { client, turn: await client.chat({ question }).result };
  }

  it("whose thought goes in circles is made to answer", async () => {
    const says = { thought: "Wait, let me count again. ", answer: "There are 3.", endless: true };
    const { turn } = await ask("endless.gguf", { corpus: "count again\n\n".repeat(20), says });
    expect(turn.thinking.closedBy).toBe("loop");
    expect(turn.thinking.text).toMatch(/^(?:Wait, let me count again\. ?){20,}$/);
    expect(turn.answer).toBe(says.answer);
  });

  it("that falls into Chinese is kept from it in thought and answer, where the question is English", async () => {
    const script = ["\nOkay,首 the user</think>\n\nIt is简<｜end▁of▁sentence｜>"];
    const mixes = { corpus: "\nOkay,首 the user\n\nIt is简\n".repeat(30), script };
    const said = { thinking: { text: "Okay,首 the user" }, answer: "It is简" };
    expect((await ask("mixes.gguf", mixes, { language: "any" })).turn).toMatchObject(said);
    client?.connection.dispose();
    // Where it may not go on as it was made to, it says anything and ends anyhow.
    await ask("mixes-auto.gguf", mixes, { language: "auto" }).catch(() => undefined);
    for (const [effort, begin] of [
      ["low", /^Okay/],
      ["off", /^It/],
    ] as const) {
      const turn = client?.chat({ question, effort });
      await turn?.result.catch(() => undefined);
      const texts = turn?.events.map((event) => ("text" in event ? event.text : "")).join("") ?? "";
      expect(texts).toMatch(begin);
      expect(texts).not.toMatch(/\p{Script=Han}/u);
    }
  });

  it("gives a chat its title, without a thought", async () => {
    const script = ["\nHm</think>\n\nCounting letters<｜end▁of▁sentence｜>"];
    const { client, turn } = await ask("titles.gguf", { corpus: "Hm\n\nCounting letters\n".repeat(40), script });
    expect(turn).toMatchObject({ thinking: { text: "Hm" }, answer: "Counting letters" });
    const history = [
      { role: "user", text: question },
      { role: "assistant", text: turn.answer },
    ] as const;
    const told = await client.request<ChatTitleResult>(chatTitleMethod, { history });
    expect(told).toEqual({ title: "Counting letters" });
  });
});
