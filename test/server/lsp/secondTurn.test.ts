import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import { chatMeasureMethod, type ChatMeasureResult, type ChatMessage } from "../../../protocol/chat.js";
import type { TurnEvent } from "../../../protocol/events.js";
import { LlamaEngine } from "../../../language-server/engine/llama/llamaEngine.js";
import { buildEngineProgram } from "../../support/engineProgram.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import type { LspClient } from "../../support/lspClient.js";

function usageOf(events: readonly TurnEvent[]) {
  const usage = events.find((event) => event.type === "usage");
  if (usage?.type !== "usage") throw new Error("there is no usage");
  return usage;
}

/** The whole server with the real engine and the demo model, as a conversation goes. */
describe("the second turn of a conversation", () => {
  let engine: LlamaEngine;
  let client: LspClient;

  beforeAll(async () => {
    engine = new LlamaEngine({ program: await buildEngineProgram("second-turn"), log: () => undefined });
    const settings = { engine: { gpu: "cpu", threads: 1 } };
    client = await connectInProcess(engine, { settings });
  });
  afterAll(async () => {
    client.connection.dispose();
    await engine.dispose();
  });

  it("evaluates its own question only: the rest was evaluated while the user read", async () => {
    const first = await client.chat({ question: "How many Rs are in 'strawberry'?" }).result;
    await expect.poll(() => client.log.join("\n"), { timeout: 30_000 }).toContain("evaluated ahead");

    const history = [
      { role: "user", text: "How many Rs are in 'strawberry'?" },
      { role: "assistant", text: first.answer },
    ] as const;
    const question: readonly PromptPart[] = [{ text: "And in 'raspberry'?" }, { special: "<｜Assistant｜><think>\n" }];
    const [newTokens = 0] = await engine.countTokens([question], new AbortController().signal);
    const second = client.chat({ question: "And in 'raspberry'?", history });
    // The tiny demo may not know an answer; what its prompt cost is told in any case.
    await second.result.catch(() => undefined);
    const usage = usageOf(second.events);
    expect(usage.promptTokens).toBeGreaterThan(3 * newTokens);
    expect(usage.evaluatedTokens).toBeLessThanOrEqual(newTokens);
  });

  it("still has the file of the first one, which is not read again though it goes along again", async () => {
    const context = [
      { path: "cart.ts", languageId: "typescript", text: "export const count = (n: number) => n + 1;\n" },
    ];
    const question = "What does it do?";
    const asked = { conversationId: "files", question, context } as const;
    const { measure } = await client.request<ChatMeasureResult>(chatMeasureMethod, {
      ...asked,
      command: "ask",
      history: [],
      load: true,
    });
    const evaluatedBefore = client.log.filter((line) => line.includes("evaluated ahead")).length;
    const first = client.chat(asked);
    const answer = await first.result.then((turn) => turn.answer).catch(() => "");
    const seen = usageOf(first.events);
    // What was measured before is what the engine counted.
    expect(measure?.promptTokens).toBe(seen.promptTokens);
    expect(measure?.contextTokens[0]).toBeGreaterThan(10);
    if (answer !== "") {
      await expect
        .poll(() => client.log.filter((line) => line.includes("evaluated ahead")).length, { timeout: 30_000 })
        .toBeGreaterThan(evaluatedBefore);
    }

    const history = [
      { role: "user", text: question, context },
      { role: "assistant", text: answer === "" ? "It counts." : answer },
    ] as const;
    const second = client.chat({ ...asked, question: "And for 2?", history });
    await second.result.catch(() => undefined);
    const usage = usageOf(second.events);
    expect(usage.promptTokens).toBeGreaterThan(seen.promptTokens);
    // All of the first question, file included, stays as it was.
    expect(usage.evaluatedTokens).toBeLessThanOrEqual(usage.promptTokens - seen.promptTokens + 4);
  });

  it("begins where the one before began when the conversation is too long for the context", async () => {
    const lines = Array.from({ length: 60 }, (_, n) => `const value${String(n)} = ${String(n)};`).join("\n");
    const said = Array.from({ length: 12 }, (_, n): readonly ChatMessage[] => [
      { role: "user", text: `${String(n)}: ${lines}` },
      { role: "assistant", text: "Yes." },
    ]).flat();
    const question = "How many Rs are in 'strawberry'?";
    const ask = async (asked: string, history: readonly ChatMessage[]) => {
      // Without a thought, which this tiny model often has to have closed: that would be a second generation.
      const turn = client.chat({ conversationId: "long", question: asked, history, effort: "off" });
      await turn.result.catch(() => undefined);
      const context = turn.events.find((event) => event.type === "context");
      if (context?.type !== "context") throw new Error("it is not said what was left out");
      return { ...usageOf(turn.events), ...context };
    };
    const first = await ask(question, said);
    expect(first.leftOutTurns).toBeGreaterThan(0);
    expect(first.leftOutTurns).toBeLessThan(12);
    const second = await ask("And Es?", [
      ...said,
      { role: "user", text: question },
      { role: "assistant", text: "There are **3**." },
    ]);
    expect(second.leftOutTurns, "it is cut at the same place").toBe(first.leftOutTurns);
    expect(first.promptTokens).toBeGreaterThan(1_000);
    expect(second.evaluatedTokens).toBeLessThanOrEqual(second.promptTokens - first.promptTokens + 4);
  });
});
