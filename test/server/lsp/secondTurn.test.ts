import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import { LlamaEngine } from "../../../language-server/engine/llama/llamaEngine.js";
import { buildEngineProgram } from "../../support/engineProgram.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import type { LspClient } from "../../support/lspClient.js";

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
    const usage = second.events.find((event) => event.type === "usage");
    if (usage?.type !== "usage") throw new Error("there is no usage");
    expect(usage.promptTokens).toBeGreaterThan(3 * newTokens);
    expect(usage.evaluatedTokens).toBeLessThanOrEqual(newTokens);
  });
});
