import { r1Form } from "../../../language-server/prompts/chatForms.js";
import { rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import { renderChat } from "../../../language-server/prompts/renderChat.js";
import { EngineChild } from "../../support/engineChild.js";
import { buildEngineProgram, demoModel, temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { greedy, loadOptions } from "../../support/requests.js";

const words = "code user total sum wants function add const ";
const longPrompt: readonly PromptPart[] = [{ text: words.repeat(400) }];
/** Evaluation takes seconds, so that a test that is held up for a moment still finds it going on. */
const endlessPrompt: readonly PromptPart[] = [{ text: words.repeat(800) }];

/** The next turn's known beginning, evaluated while the user reads. */
describe("evaluation ahead", () => {
  let program: string;
  let folder: string;
  let random: string;
  let child: EngineChild;

  beforeAll(async () => {
    program = await buildEngineProgram("prefill-ahead");
    folder = await temporaryFolder();
    random = path.join(folder, "random.gguf");
    await writeTinyModel({ file: random, corpus: `${words}\n`.repeat(30) });
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(() => child.stop());

  async function start(model: string): Promise<void> {
    child = new EngineChild(program);
    await child.load(loadOptions(model, { contextSize: 16_384 }));
  }

  it("makes turn 2 evaluate only what is new in it", async () => {
    await start(demoModel);
    const first = await child.generate(greedy(renderChat(r1Form, [], "How many Rs are in 'strawberry'?")));
    const answer = first.text.slice(first.text.indexOf("</think>") + "</think>".length).trim();
    expect(answer).not.toBe("");
    const history = [
      { role: "user", text: "How many Rs are in 'strawberry'?" },
      { role: "assistant", text: answer },
    ] as const;
    const second = renderChat(r1Form, history, "And in 'raspberry'?");
    const known = second.slice(0, -2);
    const fresh = second.slice(-2);
    const [knownTokens = 0, newTokens = 0, all] = await child.count([known, fresh, second]);
    expect(knownTokens + newTokens).toBe(all);

    const evaluated = await child.ahead(child.beginAhead({ lane: "chat", prompt: known }));
    // The question is in the cache already; the thought is dropped, so the answer is evaluated again.
    expect(evaluated).toBeGreaterThan(0);
    expect(evaluated).toBeLessThan(knownTokens);

    const { usage } = await child.generate(greedy(second));
    expect(usage.promptTokens).toBe(all);
    expect(usage.evaluatedTokens).toBeLessThanOrEqual(newTokens + 1);
  });

  it("gives way to a question on its lane, and what it got done is used", async () => {
    await start(random);
    const id = child.beginAhead({ lane: "chat", prompt: endlessPrompt });
    // A completion in between tells that batches are being evaluated; it has the right of way.
    await child.generate(greedy([{ text: "const" }], { lane: "completion", maxTokens: 1 }));
    const ahead = child.ahead(id);
    const [total = 0] = await child.count([endlessPrompt]);
    const { usage } = await child.generate(greedy(endlessPrompt, { maxTokens: 2 }));
    const evaluated = await ahead;
    expect(evaluated).toBeLessThan(total);
    expect(usage.evaluatedTokens).toBe(total - evaluated);
    expect(await child.running()).toBe(0);
  });

  it("of the next completion gives way to a key", async () => {
    await start(random);
    const prompt = [{ text: "code user total sum ".repeat(300) }];
    const id = child.beginAhead({ lane: "completion", prompt });
    const ahead = child.ahead(id);
    const { usage } = await child.generate(greedy([{ text: "const" }], { lane: "completion", maxTokens: 1 }));
    expect(usage.generatedTokens).toBe(1);
    const [total = 0] = await child.count([prompt]);
    expect(await ahead).toBeLessThan(total);
  });

  it("waits for a turn on another lane", async () => {
    await start(random);
    await child.generate(greedy([{ text: "code" }], { lane: "edit", maxTokens: 1 }));
    const edit = child.begin(greedy([{ text: "code" }], { lane: "edit", maxTokens: 200 }));
    await child.next((message) => message.type === "text" && message.id === edit);
    const id = child.beginAhead({ lane: "chat", prompt: longPrompt });
    await Promise.all([child.ahead(id), child.end(edit)]);
    const ends = child.messages.filter(
      (message) => (message.type === "done" && message.id === edit) || message.type === "prefilled",
    );
    expect(ends.map(({ type }) => type)).toEqual(["done", "prefilled"]);
  });

  it("can be aborted, also while it waits", async () => {
    await start(random);
    const first = child.beginAhead({ lane: "chat", prompt: longPrompt });
    const end = child.end(first);
    child.send({ type: "abort", id: first });
    expect((await end).type).toBe("aborted");
    const { usage } = await child.generate(greedy([{ text: "code" }], { maxTokens: 2 }));
    expect(usage.generatedTokens).toBe(2);
  });

  it("leaves a prompt alone that fills the whole context", async () => {
    child = new EngineChild(program);
    await child.load(loadOptions(random, { contextSize: 512 }));
    expect(await child.ahead(child.beginAhead({ lane: "chat", prompt: longPrompt }))).toBe(0);
  });
});
