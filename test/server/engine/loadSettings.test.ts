import { copyFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { LoadOptions } from "../../../language-server/engine/engine.js";
import { checkAdapters } from "../../../language-server/engine/llama/process/adapters.js";
import { checkGguf } from "../../../language-server/engine/llama/process/gguf/checkGguf.js";
import { flashAttentionChoices, kvCacheTypes } from "../../../protocol/settings.js";
import { containing } from "../../support/containing.js";
import { EngineChild } from "../../support/engineChild.js";
import { buildEngineProgram, demoModel, temporaryFolder } from "../../support/engineProgram.js";
import { writeLoraAdapter } from "../../support/gguf/loraAdapter.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { greedy, loadOptions, question } from "../../support/requests.js";

/** What of a model's surroundings can be set: adapters, the numbers of its cache, flash attention. */
describe("loading with settings", () => {
  let program: string;
  let folder: string;
  let model: string;
  let adapter: string;
  let children: EngineChild[] = [];

  beforeAll(async () => {
    program = await buildEngineProgram("load-settings");
    folder = await temporaryFolder();
    model = path.join(folder, "random.gguf");
    adapter = path.join(folder, "adapter.gguf");
    await writeTinyModel({ file: model, corpus: "code user total sum\n".repeat(20) });
    await writeLoraAdapter({ file: adapter, matrix: "blk.1.ffn_down.weight", row: 256, rows: 256 });
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(async () => {
    await Promise.all(children.map((child) => child.stop()));
    children = [];
  });

  const start = () => {
    const child = new EngineChild(program);
    children.push(child);
    return child;
  };

  /** Loads and says something. */
  async function say(file: string, more: Partial<LoadOptions>): Promise<string> {
    const child = start();
    await child.load(loadOptions(file, more));
    return (await child.generate(greedy([{ text: "code user" }], { maxTokens: 30 }))).text;
  }

  /** Loads in vain. */
  async function refusal(file: string, more: Partial<LoadOptions>) {
    const child = start();
    const answer = child.next(({ type }) => type === "loaded" || type === "failed");
    child.send({ type: "load", options: loadOptions(file, more) });
    const message = await answer;
    if (message.type !== "failed") throw new Error("it was loaded");
    return message.error;
  }

  it("an adapter changes what the model says, on every lane", async () => {
    const [plain, adapted] = [start(), start()];
    await plain.load(loadOptions(model));
    await adapted.load(loadOptions(model, { adapters: [{ path: adapter, scale: 1 }] }));
    for (const lane of ["completion", "chat", "edit"] as const) {
      const request = greedy([{ text: "code user" }], { maxTokens: 30, lane });
      expect((await adapted.generate(request)).text).not.toBe((await plain.generate(request)).text);
    }
  });

  it("two adapters add up, each with its scale: 0 is none, and a negative one takes back", async () => {
    const [same, other] = [path.join(folder, "same.gguf"), path.join(folder, "other.gguf")];
    await copyFile(adapter, same);
    await writeLoraAdapter({ file: other, matrix: "blk.0.ffn_up.weight", row: 256, rows: 256, seed: 8 });
    const plain = await say(model, {});
    const once = await say(model, { adapters: [{ path: adapter, scale: 1 }] });
    const none = [
      { path: adapter, scale: 1 },
      { path: same, scale: -1 },
      { path: other, scale: 0 },
    ];
    expect(await say(model, { adapters: none })).toBe(plain);
    const both = [
      { path: adapter, scale: 1 },
      { path: other, scale: 1 },
    ];
    expect([plain, once]).not.toContain(await say(model, { adapters: both }));
  });

  it("refuses adapters that are not there, are none, or are made for another model, and says which and why", async () => {
    const missing = await refusal(model, { adapters: [{ path: path.join(folder, "none.gguf"), scale: 1 }] });
    expect(missing).toMatchObject({ code: "modelNotFound", message: containing("none.gguf") });
    expect(missing.hint).toContain("ponder.model.adapters");
    const page = path.join(folder, "page.gguf");
    await writeFile(page, "<html>");
    const llama = path.join(folder, "llama.gguf");
    await writeLoraAdapter({
      file: llama,
      matrix: "blk.1.ffn_down.weight",
      row: 256,
      rows: 256,
      architecture: "llama",
    });
    for (const [paths, code, why] of [
      [[page], "modelDamaged", "page.gguf is no GGUF file"],
      [[adapter, model], "modelLoadFailed", "random.gguf is no adapter"],
      [[adapter, llama], "modelLoadFailed", "llama.gguf is made for the architecture llama, not qwen2"],
      [[adapter, adapter], "modelLoadFailed", "adapter.gguf is there twice"],
      [["adapter.gguf"], "modelNotFound", "adapter.gguf of an adapter is not absolute"],
    ] as const) {
      const signal = new AbortController().signal;
      const checked = await checkGguf(model, signal);
      const adapters = paths.map((file) => ({ path: file, scale: 1 }));
      await expect(checkAdapters(adapters, checked, signal)).rejects.toMatchObject({
        data: { code, message: containing(why), hint: containing("ponder.model.adapters") },
      });
    }
    const other = await refusal(demoModel, { adapters: [{ path: adapter, scale: 1 }] });
    expect(other).toMatchObject({
      code: "modelLoadFailed",
      message: containing("adapter.gguf changes blk.1.ffn_down"),
    });
    expect(other.hint).toContain("ponder.model.adapters");
  });

  const combinations = kvCacheTypes.flatMap((kvCache) =>
    flashAttentionChoices.map((flashAttention) => [kvCache, flashAttention] as const),
  );
  it.each(combinations)(
    "with a cache of %s and flash attention %s the demo model answers",
    async (kvCache, flashAttention) => {
      const child = start();
      await child.load(loadOptions(demoModel, { kvCache, flashAttention }));
      const { text } = await child.generate(greedy(question("How many Rs are in 'strawberry'?")));
      expect(text).toContain("</think>");
      // Coarser numbers may cost it the right count; a broken cache would cost it the form.
      expect(text).toMatch(/\*\*\d+\*\*/);
      if (kvCache === "f16" || kvCache === "q8_0") expect(text).toContain("**3**");
    },
  );
});
