import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { LlamaEngine } from "../../../language-server/engine/llama/llamaEngine.js";
import type { LoadOptions } from "../../../language-server/engine/engine.js";
import { EngineChild } from "../../support/engineChild.js";
import { buildEngineProgram, temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { greedy, loadOptions } from "../../support/requests.js";

const never = new AbortController().signal;

const collectsGarbage = ["--expose-gc", "--import", "data:text/javascript,setInterval(gc, 50).unref()"];

/** Two models that say different things to the same prompt. */
describe("a model of its own for completions", () => {
  let program: string;
  let folder: string;
  let chat: string;
  let completion: string;
  let children: EngineChild[] = [];

  beforeAll(async () => {
    program = await buildEngineProgram("completion-model");
    folder = await temporaryFolder();
    chat = path.join(folder, "chat.gguf");
    completion = path.join(folder, "completion.gguf");
    const says = (words: string) => [`<|fim_middle|>${words}<｜end▁of▁sentence｜>`];
    await writeTinyModel({
      file: chat,
      corpus: "from the chat model\n".repeat(20),
      script: says("from the chat model"),
    });
    await writeTinyModel({
      file: completion,
      corpus: "a small one\n".repeat(20),
      script: says("a small one"),
      seed: 7,
    });
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(async () => {
    await Promise.all(children.map((child) => child.stop()));
    children = [];
  });

  async function load(options: Partial<LoadOptions>, execArgv: readonly string[] = []) {
    const child = new EngineChild(program, { execArgv });
    children.push(child);
    return { child, model: await child.load(loadOptions(chat, options)) };
  }

  const hole = [{ special: "<|fim_middle|>" }];
  const say = async (child: EngineChild, lane: "completion" | "chat" | "edit") =>
    (await child.generate(greedy(hole, { lane, maxTokens: 20 }))).text;

  it("is asked on the lane of completions, in groups too, and the other model on the others", async () => {
    const { child, model } = await load({ completion: { path: completion } });
    expect(model).toMatchObject({
      path: chat,
      completion: { name: "Tiny scripted", path: completion, gpuLayers: 0, contextSize: 2048 },
    });
    expect(model.completion?.specialTokens).toContain("<|fim_middle|>");
    expect(model.notice).toBeUndefined();

    expect(await say(child, "completion")).toBe("a small one");
    expect(await say(child, "chat")).toBe("from the chat model");
    expect(await say(child, "edit")).toBe("from the chat model");
    const group = { ...greedy(hole, { maxTokens: 20 }), count: 2 };
    expect((await child.group(child.beginGroup({ ...group, lane: "completion" }))).texts[0]).toBe("a small one");
    expect((await child.group(child.beginGroup({ ...group, lane: "chat" }))).texts[0]).toBe("from the chat model");
  });

  it("counts with its own tokeniser", async () => {
    const { child } = await load({ completion: { path: completion } });
    const prompt = [[{ text: "a small one a small one" }]];
    const [own = 0] = await child.count(prompt, "completion");
    const [other = 0] = await child.count(prompt, "chat");
    expect(own).toBeLessThan(other);
  });

  it.each([
    ["is missing", () => path.join(folder, "none.gguf"), "there is no such file"],
    ["is no model", () => path.join(folder, "page.gguf"), "is no GGUF model"],
    ["is cut off", () => path.join(folder, "short.gguf"), "is damaged"],
    ["has no whole path", () => "short.gguf", "is not absolute"],
  ])("that %s leaves its work to the other, and the notice says so", async (_, file, why) => {
    await writeFile(path.join(folder, "page.gguf"), "<!doctype html>".repeat(100));
    await writeFile(path.join(folder, "short.gguf"), await cutOff(completion));
    const { child, model } = await load({ completion: { path: file() } });
    expect(model.completion).toBeUndefined();
    expect(model.notice?.text).toContain("the chat model completes");
    expect(model.notice?.text).toContain(why);
    expect(await say(child, "completion")).toBe("from the chat model");
  });

  it("that the native library does not load keeps nothing from being freed at the end", async () => {
    const file = path.join(folder, "incomplete.gguf");
    const bytes = await readFile(completion);
    bytes.write("output_nrom.weight", bytes.indexOf("output_norm.weight"));
    await writeFile(file, bytes);
    // The binding loses what it began to make when that is collected as garbage, so it is collected all the time.
    const { child, model } = await load({ completion: { path: file } }, collectsGarbage);
    expect(model.notice?.text).toContain("the chat model completes");
    for (const lane of ["completion", "edit"] as const) expect(await say(child, lane)).toBe("from the chat model");
    expect(await child.stop()).toBe(0);
  });

  it("is loaded when the options change, without anything else", async () => {
    const engine = new LlamaEngine({ log: () => undefined, program });
    try {
      const nothing = () => undefined;
      expect((await engine.load(loadOptions(chat), nothing, never)).completion).toBeUndefined();
      const both = loadOptions(chat, { completion: { path: completion } });
      const model = await engine.load(both, nothing, never);
      expect(model.completion?.path).toBe(completion);
      expect(await engine.load(both, nothing, never)).toBe(model);
    } finally {
      await engine.dispose();
    }
  });
});

async function cutOff(file: string): Promise<Buffer> {
  const whole = await readFile(file);
  return whole.subarray(0, whole.length / 2);
}
