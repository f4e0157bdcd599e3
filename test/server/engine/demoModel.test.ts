import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GenerateEvent, LoadOptions } from "../../../language-server/engine/engine.js";
import { LlamaEngine } from "../../../language-server/engine/llama/llamaEngine.js";
import { buildEngineProgram, demoModel, temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { greedy, loadOptions, question } from "../../support/requests.js";

const never = new AbortController().signal;
const nothing = () => undefined;
const strawberry = "How many Rs are in 'strawberry'?";

/** The whole way: supervisor, engine process, native library, the demo model. */
describe("the engine with the demo model", () => {
  let engine: LlamaEngine;
  let options: LoadOptions;
  const log: string[] = [];
  let folder: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const program = await buildEngineProgram("demo-model");
    const card = JSON.parse(await readFile(path.join(path.dirname(demoModel), "model.json"), "utf8")) as {
      sha256: string;
    };
    options = loadOptions(demoModel, { hashes: { [demoModel]: { sha256: card.sha256 } } });
    engine = new LlamaEngine({
      program,
      log: (level, message) => log.push(`${level} ${message}`),
      restartDelays: [1, 1, 1],
    });
  });
  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true });
  });

  async function ask(...[request, signal = never]: Parameters<LlamaEngine["generate"]> | [ReturnType<typeof greedy>]) {
    await engine.load(options, nothing, never);
    const events: GenerateEvent[] = [];
    for await (const event of engine.generate(request, signal)) events.push(event);
    const text = events.map((event) => (event.type === "text" ? event.text : "")).join("");
    const done = events.at(-1);
    if (done?.type !== "done") throw new Error("the last event is not `done`");
    return { events, text, reason: done.reason, usage: done.usage };
  }

  /** Resolves when the engine has no model; at once when it has none. */
  function withoutModel(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (engine.model !== undefined) return;
        stop();
        resolve();
      };
      const stop = engine.onDidChange(look);
      look();
    });
  }

  it("loads with progress and knows what the file is", async () => {
    const progress: number[] = [];
    const model = await engine.load(options, (share) => progress.push(share), never);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    expect(model).toMatchObject({
      path: demoModel,
      bytes: 3_775_712,
      parameters: 3_478_784,
      architecture: "qwen2",
      contextSize: 4096,
      device: "CPU",
      gpuLayers: 0,
      threads: 1,
    });
    for (const token of ["<｜User｜>", "</think>", "<|fim_middle|>"]) expect(model.specialTokens).toContain(token);
    expect(log.filter((line) => line.startsWith("error"))).toEqual([]);
  });

  it("thinks, counts three Rs, and says exactly what it cost", async () => {
    const { text, reason, events, usage } = await ask(greedy(question(strawberry)));
    expect(text.split("</think>")).toHaveLength(2);
    expect(text).toContain("**3**");
    expect(reason).toBe("end");
    const tokens = events.reduce((sum, event) => sum + (event.type === "text" ? event.tokens : 0), 0);
    expect(usage.generatedTokens).toBe(tokens);
    expect(usage.evaluatedTokens).toBeLessThanOrEqual(usage.promptTokens);
    expect(usage.ttftMs).toBeGreaterThan(0);
    expect(usage.tokensPerSecond).toBeGreaterThan(0);
    expect(events[0]).toMatchObject({ type: "prefill", evaluated: 0, total: usage.evaluatedTokens });
  });

  it("evaluates only what is new in a second turn, and gives the same answer as without the cache", async () => {
    const answer = "There are **3** Rs.";
    const first = question(strawberry);
    const second = question("How many Es are in 'letter'?", [
      { special: "<｜User｜>" },
      { text: strawberry },
      { special: "<｜Assistant｜>" },
      { text: answer },
      { special: "<｜end▁of▁sentence｜>" },
    ]);
    const cold = await ask(greedy(second, { lane: "edit" }));
    expect(cold.usage.evaluatedTokens).toBe(cold.usage.promptTokens);
    await ask(greedy(first));
    const warm = await ask(greedy(second));
    expect(warm.usage.evaluatedTokens).toBeLessThan(warm.usage.promptTokens - 10);
    expect(warm.events[0]).toMatchObject({ cached: warm.usage.promptTokens - warm.usage.evaluatedTokens });
    expect(warm.text).toBe(cold.text);
  });

  it("evaluates one token when the same prompt comes again", async () => {
    await ask(greedy(question(strawberry)));
    const again = await ask(greedy(question(strawberry)));
    expect(again.usage.evaluatedTokens).toBe(1);
    expect(again.text).toContain("**3**");
  });

  it("ends before a stop text, at the limit, and draws at random when told to", async () => {
    const stopped = await ask(greedy(question(strawberry), { stop: ["</think>"] }));
    expect(stopped.reason).toBe("stop");
    expect(stopped.text).not.toContain("<");
    const cut = await ask(greedy(question(strawberry), { maxTokens: 5 }));
    expect(cut.reason).toBe("length");
    expect(cut.usage.generatedTokens).toBe(5);
    const hot = { maxTokens: 40, sampling: { temperature: 2, topP: 1 } };
    const texts = new Set<string>();
    for (let i = 0; i < 3; i++) texts.add((await ask(greedy(question(strawberry), hot))).text);
    expect(texts.size).toBeGreaterThan(1);
  });

  it("refuses a prompt that does not fit, and an empty one", async () => {
    await expect(ask(greedy(question("word ".repeat(5_000))))).rejects.toMatchObject({
      data: { code: "promptTooLong" },
    });
    await expect(ask(greedy(question("hello"), { maxTokens: 4_090 }))).rejects.toMatchObject({
      data: { code: "promptTooLong" },
    });
    await expect(ask(greedy([{ text: "" }]))).rejects.toMatchObject({ data: { code: "badRequest" } });
  });

  it("special tokens in the user's text stay text", async () => {
    const count = async (part: { text: string } | { special: string }) =>
      (await ask(greedy([part], { maxTokens: 1 }))).usage.promptTokens;
    const model = await engine.load(options, nothing, never);
    for (const token of model.specialTokens) {
      expect(await count({ special: token }), token).toBe(1);
      const plain = await count({ text: token });
      expect(plain, token).toBeGreaterThan(1);
      // In the middle, twice, and one inside of the other: nothing shrinks to a control token.
      expect(await count({ text: `a${token}b${token}` }), token).toBeGreaterThanOrEqual(2 * plain);
      expect(await count({ text: token.slice(0, 3) + token + token.slice(3) }), token).toBeGreaterThan(plain);
    }
  });

  it("kill -9 in the middle of an answer: the request fails, the next one works", async () => {
    // One that never ends: the demo model may be done before the signal arrives.
    const endless = path.join(folder, "endless.gguf");
    await writeTinyModel({ file: endless, corpus: "code user total sum\n".repeat(20) });
    await engine.load(loadOptions(endless), nothing, never);
    const { pid } = engine;
    const texts: string[] = [];
    const answer = (async () => {
      for await (const event of engine.generate(greedy([{ text: "code" }], { maxTokens: 4_000 }), never)) {
        if (event.type !== "text") continue;
        texts.push(event.text);
        if (texts.length === 3) process.kill(pid ?? 0, "SIGKILL");
      }
    })();
    await expect(answer).rejects.toMatchObject({ data: { code: "engineStopped" } });
    expect(texts.length).toBeGreaterThanOrEqual(3);
    expect(engine.model).toBeUndefined();
    expect((await ask(greedy(question(strawberry)))).text).toContain("**3**");
    expect(engine.pid).not.toBe(pid);
  });

  it("a process that is killed again and again is given up, until the user loads", async () => {
    // One end is behind us, from the test before.
    for (let end = 0; end < 3; end++) {
      await engine.load(options, nothing, never);
      const answer = (async () => {
        for await (const event of engine.generate(greedy(question(strawberry)), never)) {
          if (event.type !== "text") continue;
          process.kill(engine.pid ?? 0, "SIGKILL");
          break;
        }
      })();
      await answer;
      await withoutModel();
    }
    expect(engine.state).toBe("unavailable");
    await expect(engine.load(options, nothing, never)).rejects.toMatchObject({ data: { code: "engineUnavailable" } });
    await engine.load({ ...options, byUser: true }, nothing, never);
    expect((await ask(greedy(question(strawberry)))).text).toContain("**3**");
  });
});
