import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GenerateRequest, GroupRequest, PromptPart } from "../../../language-server/engine/engine.js";
import { LlamaEngine } from "../../../language-server/engine/llama/llamaEngine.js";
import { EngineChild } from "../../support/engineChild.js";
import { buildEngineProgram, demoModel, temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { reliable, type ReliableFim } from "../../support/reliable.js";
import { greedy, loadOptions } from "../../support/requests.js";

const never = new AbortController().signal;
/** One that the demo model is sure of: of two tokens about as likely, the one that comes first depends on the batch. */
const hole = reliable.find((row): row is ReliableFim => row.task === "fim") ?? expect.fail("no such hole");
const prompt: readonly PromptPart[] = hole.prompts[0]
  .split(/(<\|fim_\w+\|>)/)
  .filter((part) => part !== "")
  .map((part) => (part.startsWith("<|fim_") ? { special: part } : { text: part }));
const single = (more: Partial<GenerateRequest> = {}) => greedy(prompt, { lane: "completion", maxTokens: 24, ...more });
const group = (more: Partial<GroupRequest> = {}): GroupRequest => ({ ...single(), count: 4, ...more });

describe("several answers to one prompt", () => {
  let child: EngineChild;
  let folder: string;
  let program: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    program = await buildEngineProgram("candidates");
    child = new EngineChild(program, { stateFolder: folder });
    await child.load(loadOptions(demoModel, { contextSize: 1024 }));
  });
  afterAll(async () => {
    await child.stop();
    await rm(folder, { recursive: true });
  });

  const ask = (request: GroupRequest) => child.group(child.beginGroup(request));

  it("differ from the first token on, and the first is the greedy one", async () => {
    const alone = await child.generate(single());
    const id = child.beginGroup(group());
    const { texts, reasons, usage } = await child.group(id);

    expect(alone.text).toBe(hole.expected);
    expect(texts[0]).toBe(alone.text);
    expect(reasons[0]).toBe(alone.reason);
    expect(texts).toHaveLength(4);
    expect(new Set(child.firstPiecesOf(id)).size).toBe(4);
    // The lane had the prompt already: only its last token was evaluated, for all four.
    expect(usage).toMatchObject({ promptTokens: alone.usage.promptTokens, evaluatedTokens: 1 });
    expect(usage.generatedTokens).toBeGreaterThan(alone.usage.generatedTokens);
  });

  it("leave no file behind, and the cache of the lane as it was", async () => {
    await ask(group());
    expect(await readdir(path.join(folder, "kv"))).toEqual([]);
    expect((await child.generate(single())).usage.evaluatedTokens).toBe(1);
  });

  it("end for themselves, each at its own stop text", async () => {
    const { texts, reasons } = await ask(group({ stop: ["\n"], maxTokens: 60 }));
    expect(reasons).toHaveLength(4);
    for (const text of texts) expect(text).not.toContain("\n");
    expect(reasons).toContain("stop");
  });

  it("are answered on every lane, and a longer prompt evaluates what is new, once", async () => {
    for (const lane of ["chat", "edit"] as const) {
      const { texts, usage } = await ask(group({ lane, count: 2 }));
      expect(texts).toHaveLength(2);
      expect(usage.evaluatedTokens).toBe(usage.promptTokens);
    }
  });

  it.each([
    ["one answer", () => group({ count: 1 }), "badRequest"],
    ["nine answers", () => group({ count: 9 }), "badRequest"],
    ["half an answer", () => group({ count: 2.5 }), "badRequest"],
    ["nothing", () => group({ prompt: [] }), "badRequest"],
    ["more than the context holds", () => group({ lane: "chat", maxTokens: 1024 }), "promptTooLong"],
  ])("are refused for %s", async (_, request, code) => {
    await expect(ask(request())).rejects.toThrow(`"code":"${code}"`);
    expect((await ask(group({ count: 2 }))).texts).toHaveLength(2);
  });

  it("come through the engine of the server, which can leave them early", async () => {
    const engine = new LlamaEngine({ program, stateFolder: folder, log: () => undefined });
    try {
      await engine.load(loadOptions(), () => undefined, never);
      const texts = ["", "", "", ""];
      const kinds: string[] = [];
      for await (const event of engine.generateGroup(group(), never)) {
        kinds.push(event.type);
        if (event.type === "text") texts[event.candidate] = `${texts[event.candidate] ?? ""}${event.text}`;
      }
      expect(texts[0]).toBe((await child.generate(single())).text);
      expect(new Set(texts).size).toBe(4);
      expect(kinds.filter((kind) => kind === "ended")).toHaveLength(4);
      expect([kinds[0], kinds.at(-1)]).toEqual(["prefill", "done"]);

      for await (const event of engine.generateGroup(group(), never)) if (event.type === "text") break;
      const abort = new AbortController();
      const aborted = (async () => {
        for await (const event of engine.generateGroup(group(), abort.signal)) {
          if (event.type === "text") abort.abort(new Error("enough"));
        }
      })();
      await expect(aborted).rejects.toThrow("enough");
      const refused = engine.generateGroup(group({ count: 99 }), never).next();
      await expect(refused).rejects.toMatchObject({ data: { code: "badRequest" } });
    } finally {
      await engine.dispose();
    }
    const left = engine.generateGroup(group(), never).next();
    await expect(left).rejects.toMatchObject({ data: { code: "engineStopped" } });
  });

  describe("of a model that never ends", () => {
    const text = "code user total sum ";
    // Long enough that a test that is held up for a moment still finds it going on.
    const endless = (more: Partial<GroupRequest> = {}): GroupRequest => ({
      ...greedy([{ text: text.repeat(100) }], { lane: "completion", maxTokens: 600 }),
      count: 4,
      ...more,
    });
    let random: EngineChild;

    beforeAll(async () => {
      const file = path.join(folder, "random.gguf");
      await writeTinyModel({ file, corpus: `${text}\n`.repeat(20) });
      random = new EngineChild(program, { stateFolder: folder });
      await random.load(loadOptions(file, { contextSize: 16_384 }));
    });
    afterAll(() => random.stop());

    const textCame = (id: number) =>
      random.next((message) => message.type === "candidates" && message.id === id && message.event.type === "text");

    it("are other ones each time above temperature 0", async () => {
      const sampling = { temperature: 1, topP: 0.95 };
      const texts: (string | undefined)[] = [];
      for (let i = 0; i < 2; i++) {
        const group = await random.group(random.beginGroup(endless({ sampling, maxTokens: 48 })));
        expect(group.reasons).toHaveLength(4);
        texts.push(...group.texts);
      }
      // One in about eighty ends at once, and has no text.
      const written = texts.filter((one) => one !== undefined && one !== "");
      expect(written.length).toBeGreaterThan(4);
      expect(new Set(written).size).toBe(written.length);
    });

    it("stop when they are aborted, in the middle of the prompt and of the answers", async () => {
      const reading = random.beginGroup(endless({ prompt: [{ text: text.repeat(300) }], maxTokens: 8 }));
      const writing = random.beginGroup(endless());
      const ends = Promise.all([random.end(reading), random.end(writing)]);
      random.send({ type: "abort", id: reading });
      await textCame(writing);
      random.send({ type: "abort", id: writing });
      const [first, second] = await ends;
      expect([first.type, second.type]).toEqual(["aborted", "aborted"]);
      if (second.type !== "aborted") throw new Error("it was not aborted");
      expect(second.generatedTokens).toBeLessThan(4 * 600);
      expect(await random.running()).toBe(0);
      expect((await random.group(random.beginGroup(endless({ maxTokens: 4 })))).texts).toHaveLength(4);
    });

    it("stand back behind a completion, and go on behind it", async () => {
      const alone = await random.group(random.beginGroup(endless()));
      const id = random.beginGroup(endless());
      const end = random.group(id);
      await textCame(id);
      const key = random.begin(greedy([{ text: "sum" }], { lane: "completion", maxTokens: 20 }));
      expect((await random.end(key)).type).toBe("done");
      const sent = random.candidatesOf(id).join("").length;
      const { texts } = await end;
      expect(sent, "the group was not over when the completion was").toBeLessThan(texts.join("").length);
      expect(texts).toEqual(alone.texts);
    });

    it("give the lane up when a single answer needs it in the middle of their prompt", async () => {
      const prompt = [{ text: text.repeat(1_000) }];
      const id = random.beginGroup(endless({ prompt, lane: "chat", count: 2, maxTokens: 8 }));
      const end = random.group(id);
      await random.next(
        (message) => message.type === "candidates" && message.id === id && message.event.type === "prefill",
      );
      const question = random.begin(greedy([{ text: "sum" }], { maxTokens: 1 }));
      const { type } = await random.end(question);
      expect(type).toBe("done");
      expect(random.candidatesOf(id), "the group had not begun to answer").toEqual([]);
      const { texts, usage } = await end;
      expect(usage.evaluatedTokens).toBeGreaterThanOrEqual(usage.promptTokens);
      const { text: alone } = await random.generate(greedy(prompt, { maxTokens: 8 }));
      expect(texts[0]).toBe(alone);
    });
  });
});
