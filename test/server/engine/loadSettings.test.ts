import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { LoadOptions } from "../../../language-server/engine/engine.js";
import { flashAttentionChoices, kvCacheTypes } from "../../../protocol/settings.js";
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

  it("an adapter changes what the model says, and with scale 0 it does not", async () => {
    const plain = await say(model, {});
    expect(await say(model, { adapters: [{ path: adapter, scale: 1 }] })).not.toBe(plain);
    expect(await say(model, { adapters: [{ path: adapter, scale: 0 }] })).toBe(plain);
  });

  it("an adapter works on every lane", async () => {
    const [plain, adapted] = [start(), start()];
    await plain.load(loadOptions(model));
    await adapted.load(loadOptions(model, { adapters: [{ path: adapter, scale: 1 }] }));
    for (const lane of ["completion", "chat", "edit"] as const) {
      const request = greedy([{ text: "code user" }], { maxTokens: 30, lane });
      expect((await adapted.generate(request)).text).not.toBe((await plain.generate(request)).text);
    }
  });

  it("refuses adapters that are not there, are none, or are made for another model", async () => {
    const missing = await refusal(model, { adapters: [{ path: path.join(folder, "none.gguf"), scale: 1 }] });
    expect(missing).toMatchObject({ code: "modelNotFound", message: expect.stringContaining("none.gguf") as string });
    expect(missing.hint).toContain("ponder.model.adapters");
    const page = path.join(folder, "page.gguf");
    await writeFile(page, "<html>");
    expect(await refusal(model, { adapters: [{ path: page, scale: 1 }] })).toMatchObject({ code: "modelDamaged" });
    const other = await refusal(demoModel, { adapters: [{ path: adapter, scale: 1 }] });
    expect(other).toMatchObject({
      code: "modelLoadFailed",
      message: expect.stringContaining("adapter.gguf") as string,
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
