import { copyFile, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import { LlamaEngine } from "../../../language-server/engine/llama/llamaEngine.js";
import { buildEngineProgram, demoModel, temporaryFolder } from "../../support/engineProgram.js";
import { greedy, loadOptions, question } from "../../support/requests.js";

const never = new AbortController().signal;
const nothing = () => undefined;

/** Long enough that reading its cache from a file is faster than evaluating it, also on a busy machine. */
const code = Array.from({ length: 150 }, (_, i) => `export const value${String(i)} = ${String(i * 7)};\n`).join("");
const first = question(`${code}\nWhat is value3?`);
const more: readonly PromptPart[] = [{ text: " And what is value5?" }];
const second = [...first, ...more];

describe("a conversation whose model leaves the memory", () => {
  let program: string;
  let folder: string;
  let engines: LlamaEngine[];

  beforeAll(async () => {
    program = await buildEngineProgram("saved-conversation");
  });
  beforeEach(async () => {
    folder = await temporaryFolder();
    engines = [];
  });
  afterEach(async () => {
    await Promise.all(engines.map((engine) => engine.dispose()));
    await rm(folder, { recursive: true });
  });

  const start = () => {
    const engine = new LlamaEngine({ program, stateFolder: folder, log: nothing });
    engines.push(engine);
    return engine;
  };
  const load = (engine: LlamaEngine, file = demoModel) => engine.load(loadOptions(file), nothing, never);
  const kept = async (): Promise<readonly string[]> => {
    const names = await readdir(path.join(folder, "kv")).catch(() => []);
    return names.map((name) => path.join(folder, "kv", name)).sort();
  };

  async function ask(engine: LlamaEngine, prompt: readonly PromptPart[]) {
    let text = "";
    for await (const event of engine.generate(greedy(prompt, { maxTokens: 24 }), never)) {
      if (event.type === "text") text += event.text;
      if (event.type === "done") return { text, ...event.usage };
    }
    throw new Error("no end");
  }

  /** Asks the first question and takes the model out of memory. */
  async function askAndUnload(file = demoModel): Promise<LlamaEngine> {
    const engine = start();
    await load(engine, file);
    await ask(engine, first);
    await engine.unload();
    return engine;
  }

  describe("and comes back", () => {
    let expected: { readonly text: string; readonly promptTokens: number };
    let warmText: string;
    let newTokens: number;

    beforeAll(async () => {
      // In the pieces of a conversation and in one: how a prompt is cut decides about the last bits of the numbers.
      const [talk, cold] = await Promise.all([loaded(), loaded()]);
      await ask(talk, first);
      warmText = (await ask(talk, second)).text;
      expected = await ask(cold, second);
      [newTokens = 0] = await cold.countTokens([more], never);
      await Promise.all([talk.dispose(), cold.dispose()]);
    });

    async function loaded(): Promise<LlamaEngine> {
      const engine = new LlamaEngine({ program, log: nothing });
      await load(engine);
      return engine;
    }

    it("goes on where it was: only what is new is evaluated, and the answer is the same", async () => {
      const engine = await askAndUnload();
      expect(await kept()).toHaveLength(2);
      await load(engine);
      const { text, evaluatedTokens } = await ask(engine, second);
      expect(text).toBe(warmText);
      expect(evaluatedTokens).toBeLessThanOrEqual(newTokens);
      expect(await kept(), "it is gone as soon as it was used").toEqual([]);
    });

    it("comes back a second time", async () => {
      const engine = await askAndUnload();
      await load(engine);
      await ask(engine, second);
      await engine.unload();
      await load(engine);
      expect((await ask(engine, second)).evaluatedTokens).toBeLessThanOrEqual(newTokens);
    });

    // What else may have happened to a file: test/unit/engine/savedConversation.test.ts.
    it("is not read from a file that is changed in one bit, and the file goes", async () => {
      const engine = await askAndUnload();
      const file = (await kept()).find((name) => name.endsWith(".state")) ?? "none";
      const bytes = await readFile(file);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 100) ^ 1, bytes.length - 100);
      await writeFile(file, bytes);
      await load(engine);
      const { text, evaluatedTokens, promptTokens } = await ask(engine, second);
      expect(text).toBe(expected.text);
      expect(evaluatedTokens).toBe(promptTokens);
      expect(await kept()).toEqual([]);
    });

    it("is not read for a model file that changed meanwhile", async () => {
      const file = path.join(folder, "model.gguf");
      await copyFile(demoModel, file);
      const engine = await askAndUnload(file);
      await utimes(file, new Date(), new Date(Date.now() - 60_000));
      await load(engine, file);
      const { text, evaluatedTokens, promptTokens } = await ask(engine, second);
      expect(text).toBe(expected.text);
      expect(evaluatedTokens).toBe(promptTokens);
    });
  });

  it("waits in files that only the user can read, and they go with the server", async () => {
    const engine = await askAndUnload();
    const files = await kept();
    expect(files).toHaveLength(2);
    if (process.platform !== "win32") {
      for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect((await stat(path.join(folder, "kv"))).mode & 0o777).toBe(0o700);
    }
    await engine.dispose();
    expect(await kept()).toEqual([]);
  });

  it("that is another one by then is forgotten", async () => {
    const engine = await askAndUnload();
    await load(engine);
    const { evaluatedTokens, promptTokens } = await ask(engine, question("Hello"));
    expect(evaluatedTokens).toBeGreaterThan(promptTokens - 4);
    expect(await kept()).toEqual([]);
  });

  it("is not kept when it ends with the server, nor when it is short", async () => {
    const engine = start();
    await load(engine);
    await ask(engine, question("Hello"));
    await engine.unload();
    expect(await kept()).toEqual([]);
    await load(engine);
    await ask(engine, first);
    await engine.dispose();
    expect(await kept()).toEqual([]);
  });

  it("of a server that was killed is removed by the next one after a day", async () => {
    const engine = await askAndUnload();
    const [old = "", young = ""] = await kept();
    const yesterday = new Date(Date.now() - 25 * 60 * 60_000);
    await utimes(old, yesterday, yesterday);
    start();
    await expect.poll(kept).toEqual([young]);
    await engine.dispose();
  });
});
