import { afterEach, describe, expect, it } from "vitest";
import { chatAnswerNowMethod, type AnswerNowResult } from "../../../protocol/chat.js";
import type { TurnEvent } from "../../../protocol/events.js";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import { ScriptedEngine, type Script } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import { errorOf, type LspClient } from "../../support/lspClient.js";

let client: LspClient | undefined;

async function connect(script: Script, settings: object = {}) {
  const engine = new ScriptedEngine(script);
  client = await connectInProcess(engine, { settings: { engine: { threads: 1, gpu: "cpu" }, ...settings } });
  return { engine, client, answerNow: () => client?.request<AnswerNowResult>(chatAnswerNowMethod) };
}

afterEach(() => {
  client?.connection.dispose();
  client = undefined;
});

const textOf = (prompt: readonly PromptPart[] = []) =>
  prompt.map((part) => ("text" in part ? part.text : part.special)).join("");
const closing = (events: readonly TurnEvent[]) => events.find((event) => event.type === "thinkingDone");
const asked = "<｜begin▁of▁sentence｜><｜User｜>?<｜Assistant｜>";
const long = Array.from({ length: 500 }, (_, n) => `w${String(n)}`).join("");

describe("the effort of thinking", () => {
  it("is off: the prompt ends behind an empty thought, and all of the output is answer", async () => {
    const { engine, client } = await connect([{ text: "At once." }], { thinking: { effort: "off" } });
    const turn = client.chat({ question: "?" });
    expect(await turn.result).toMatchObject({ thinking: { text: "", tokens: 0 }, answer: "At once." });
    expect(textOf(engine.requests[0]?.prompt)).toBe(`${asked}<think>\n\n</think>\n\n`);
    expect(turn.events.some(({ type }) => type === "thinking" || type === "thinkingDone")).toBe(false);
  });

  it("is off, but the model thinks all the same: the thought is closed at once", async () => {
    const { engine, client } = await connect([{ text: "<think>\nHm.", split: "characters" }, { text: "3." }], {
      thinking: { effort: "off" },
    });
    const turn = client.chat({ question: "?" });
    expect(await turn.result).toMatchObject({ thinking: { text: "" }, answer: "3." });
    expect(turn.events.flatMap((event) => (event.type === "answer" ? [event.text] : []))).toEqual(["3."]);
    expect(textOf(engine.requests[1]?.prompt)).toBe(`${asked}<think>\n\n</think>\n\n<think>\n</think>\n\n`);
  });

  it("of a request goes before the setting", async () => {
    const { engine, client } = await connect(() => ({ text: "x</think>y" }), { thinking: { effort: "off" } });
    await client.chat({ question: "?", effort: "low" }).result;
    expect(textOf(engine.requests[0]?.prompt)).toBe(`${asked}<think>\n`);
  });

  it("that is none is refused", async () => {
    const { engine, client } = await connect([]);
    const turn = client.chat({ question: "?", effort: "enormous" as "high" });
    expect((await errorOf(turn.result)).data?.code).toBe("badRequest");
    expect(engine.requests).toHaveLength(0);
  });

  it("is a budget: when it is used up the thought is closed, and the same turn goes on with the answer", async () => {
    const { engine, client } = await connect([{ text: long, split: "characters" }, { text: "So: 3." }]);
    const turn = client.chat({ question: "?", effort: "low" });
    const { thinking, answer, usage } = await turn.result;
    expect(thinking).toMatchObject({ tokens: 512, closedBy: "budget" });
    expect(closing(turn.events)).toMatchObject({ tokens: 512, closedBy: "budget" });
    expect(answer).toBe("So: 3.");
    expect(textOf(engine.requests[1]?.prompt)).toBe(`${asked}<think>\n${thinking.text}\n</think>\n\n`);
    // What the model wrote stays plain text in the prompt: it cannot forge a tag.
    expect(engine.requests[1]?.prompt.at(-2)).toEqual({ text: thinking.text, isWritten: true });
    expect(usage.generatedTokens).toBeGreaterThan(512);
    const told = turn.events.findLast((event) => event.type === "thinking");
    expect(told).toMatchObject({ tokens: 512, budget: 512 });
  });
});

describe("ponder/chat/answerNow", () => {
  it("closes the thought that is being written", async () => {
    const { engine, client, answerNow } = await connect([{ text: "I think", then: { type: "hangs" } }, { text: "3." }]);
    const turn = client.chat({ question: "?" });
    await turn.seen((event) => event.type === "thinking");
    expect(await answerNow()).toEqual({ closed: true });
    expect(await turn.result).toMatchObject({ thinking: { text: "I think", closedBy: "answerNow" }, answer: "3." });
    expect(textOf(engine.requests[1]?.prompt)).toBe(`${asked}<think>\nI think\n</think>\n\n`);
    expect(engine.running).toBe(0);
  });

  it("says that the model wrote no answer then, and what helps", async () => {
    const { client, answerNow } = await connect([{ text: "I think", then: { type: "hangs" } }, { text: "\n" }]);
    const turn = client.chat({ question: "?" });
    await turn.seen((event) => event.type === "thinking");
    await answerNow();
    await expect(turn.result).rejects.toMatchObject({
      message: "The model wrote no answer after its thought was closed.",
      data: { code: "thoughtOnly", hint: "Ask again, let it think more, or choose a larger model." },
    });
  });

  it("says so when there is nothing to close, and does nothing then", async () => {
    const { engine, client, answerNow } = await connect([{ text: "x</think>ans", then: { type: "hangs" } }]);
    expect(await answerNow()).toEqual({ closed: false });
    const turn = client.chat({ question: "?" });
    await turn.seen((event) => event.type === "answer");
    expect(await answerNow()).toEqual({ closed: false });
    expect(engine.requests).toHaveLength(1);
  });

  it("puts no thought into the next turn's prompt", async () => {
    const { engine, client, answerNow } = await connect([
      { text: "The secret", then: { type: "hangs" } },
      { text: "3." },
      { text: "x</think>y" },
    ]);
    const turn = client.chat({ question: "?" });
    await turn.seen((event) => event.type === "thinking");
    await answerNow();
    const { answer } = await turn.result;
    const history = [
      { role: "user", text: "?" },
      { role: "assistant", text: answer },
    ] as const;
    await client.chat({ question: "2?", history }).result;
    expect(textOf(engine.requests[2]?.prompt)).not.toContain("secret");
    expect(engine.prefills.map(({ prompt }) => textOf(prompt)).join("")).not.toContain("secret");
  });
});

describe("a thought that gets nowhere", () => {
  it("is closed when it goes in circles, and the turn says so", async () => {
    const { client } = await connect([{ text: "Wait, let me count again. ".repeat(400) }, { text: "3." }]);
    const turn = client.chat({ question: "?" });
    expect(await turn.result).toMatchObject({ thinking: { closedBy: "loop" }, answer: "3." });
    expect(closing(turn.events)).toMatchObject({ closedBy: "loop" });
  });

  it("is closed when the model ends with it, and the model is asked for the answer", async () => {
    const { client } = await connect([{ text: "I think." }, { text: "3." }]);
    const turn = client.chat({ question: "?" });
    expect(await turn.result).toMatchObject({ thinking: { text: "I think.", closedBy: "noAnswer" }, answer: "3." });
    expect(turn.events.filter(({ type }) => type === "usage")).toHaveLength(1);
  });

  it("fails the turn when there is no answer then either", async () => {
    const { engine, client } = await connect([{ text: "I think." }, { text: "" }]);
    const turn = client.chat({ question: "?" });
    expect((await errorOf(turn.result)).data?.code).toBe("thoughtOnly");
    expect(engine.requests).toHaveLength(2);
  });
});
