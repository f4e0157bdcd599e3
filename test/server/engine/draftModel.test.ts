import { readFileSync } from "node:fs";
import { appendFile, copyFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoadedModel } from "../../../language-server/engine/engine.js";
import { EngineChild } from "../../support/engineChild.js";
import { buildEngineProgram, demoModel, repository, temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { greedy, loadOptions, question } from "../../support/requests.js";

const prompts = readFileSync(path.join(repository, "test/fixtures/heldout.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { readonly prompt: string; readonly raw: boolean })
  .filter(({ raw }) => !raw)
  .slice(0, 50)
  .map(({ prompt }) => question(prompt));

describe("a draft model", () => {
  let folder: string;
  let program: string;
  let plain: EngineChild;
  let drafting: EngineChild;
  let loaded: LoadedModel;

  beforeAll(async () => {
    folder = await temporaryFolder();
    program = await buildEngineProgram("draft-model");
    plain = new EngineChild(program);
    drafting = new EngineChild(program);
    await plain.load(loadOptions(demoModel));
    loaded = await drafting.load(loadOptions(demoModel, { draft: demoModel }));
  });
  afterAll(async () => {
    await Promise.all([plain.stop(), drafting.stop()]);
    await rm(folder, { recursive: true });
  });

  it("guesses right when it is the model itself, and the answers to 50 prompts stay the same", async () => {
    expect(loaded.notice).toBeUndefined();
    expect(prompts).toHaveLength(50);
    let [drafted, accepted] = [0, 0];
    for (const [at, prompt] of prompts.entries()) {
      // With and without lookup before it; lanes with the same past on both sides.
      const more = at % 2 === 0 ? { lane: "chat" as const } : { lane: "edit" as const, lookup: true };
      const expected = await plain.generate(greedy(prompt, { ...more, lookup: false }));
      const actual = await drafting.generate(greedy(prompt, more));
      expect(actual.text).toBe(expected.text);
      expect(actual.reason).toBe(expected.reason);
      if (more.lane === "chat") {
        drafted += actual.usage.draftedTokens ?? 0;
        accepted += actual.usage.acceptedTokens ?? 0;
      }
    }
    // A model as slow as the other one wins nothing, so it is tried and let be.
    expect(drafted).toBeGreaterThanOrEqual(3);
    expect(accepted).toBeLessThanOrEqual(drafted);
    // All, but for a close choice that falls differently: one evaluates single tokens and the other several at a time.
    expect(accepted).toBeGreaterThanOrEqual(drafted - 1 - 0.01 * drafted);
  });

  it("lets an answer be stopped, a completion get in between, and the next answer be right", async () => {
    const prompt = prompts[3] ?? [];
    const whole = await drafting.generate(greedy(prompt));
    for (const tokens of [1, 3, 9]) {
      const id = drafting.begin(greedy(prompt));
      let seen = 0;
      await drafting.next((message) => message.type === "text" && message.id === id && ++seen >= tokens);
      const completion = drafting.generate(greedy([{ text: "const a = " }], { lane: "completion", maxTokens: 4 }));
      drafting.send({ type: "abort", id });
      expect((await completion).usage.generatedTokens).toBeGreaterThan(0);
    }
    expect((await drafting.generate(greedy(prompt))).text).toBe(whole.text);
    expect(await drafting.running()).toBe(0);
  });

  it("draws above temperature 0 too", async () => {
    const { usage } = await drafting.generate(
      greedy(prompts[5] ?? [], { sampling: { temperature: 0.6, topP: 0.95 }, maxTokens: 60 }),
    );
    expect(usage.generatedTokens).toBeGreaterThan(1);
  });

  it("that is bigger, has another vocabulary or is not there is left out, and the model loads without it", async () => {
    const other = path.join(folder, "other.gguf");
    const big = path.join(folder, "big.gguf");
    await writeTinyModel({ file: other, corpus: "code user total sum\n".repeat(20) });
    await copyFile(demoModel, big);
    await appendFile(big, "more");
    for (const [draft, why] of [
      [big, /big\.gguf is bigger than the model/],
      [other, /other\.gguf cannot guess for this model/],
      [path.join(folder, "none.gguf"), /none\.gguf cannot be opened: there is no such file/],
      ["relative.gguf", /not absolute/],
    ] as const) {
      const child = new EngineChild(program);
      const { notice } = await child.load(loadOptions(demoModel, { draft }));
      expect(notice?.text).toMatch(/^The draft model is not used: /);
      expect(notice?.text).toMatch(why);
      expect((await child.generate(greedy(prompts[0] ?? [], { maxTokens: 5 }))).usage.draftedTokens).toBeUndefined();
      expect(await child.stop()).toBe(0);
    }
  });
});
