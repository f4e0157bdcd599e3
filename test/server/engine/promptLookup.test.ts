import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import { editPrompt } from "../../../language-server/prompts/editPrompt.js";
import { EngineChild } from "../../support/engineChild.js";
import { buildEngineProgram, demoModel, repository } from "../../support/engineProgram.js";
import { greedy, loadOptions, question } from "../../support/requests.js";

interface HeldOut {
  readonly task: string;
  readonly prompt: string;
  readonly raw: boolean;
  readonly lang?: string;
  readonly before?: string;
}

/**
 * The held-out cases as questions, and every case with code as the fix of the product too; every third of them, since
 * `npm run bench:engine` asks 200.
 */
const heldOut = readFileSync(path.join(repository, "test/fixtures/heldout.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as HeldOut);
const fix = (file: string, text: string) =>
  question(editPrompt("fix", { path: file, languageId: "", text, startLine: 0 }, { problems: [] }));
const prompts: readonly (readonly PromptPart[])[] = [
  ...heldOut.filter(({ raw }) => !raw).map(({ prompt }) => question(prompt)),
  ...heldOut.flatMap(({ before, lang = "ts" }) => (before === undefined ? [] : [fix(`src/code.${lang}`, before)])),
].filter((_, at) => at % 3 === 0);

describe("prompt lookup with the demo model", () => {
  let child: EngineChild;

  beforeAll(async () => {
    child = new EngineChild(await buildEngineProgram("prompt-lookup"));
    await child.load(loadOptions(demoModel));
  });
  afterAll(() => child.stop());

  it("writes the same as without, to each of more than 80 prompts", async () => {
    expect(prompts.length).toBeGreaterThan(80);
    let [drafted, accepted] = [0, 0];
    for (const prompt of prompts) {
      // On lanes of their own with the same past. What a cache already has decides how the rest of a prompt is cut into
      // batches, and with that about the last bits of the numbers: a close choice may fall differently.
      const plain = await child.generate(greedy(prompt, { lane: "chat", maxTokens: 600 }));
      const ahead = await child.generate(greedy(prompt, { lane: "edit", maxTokens: 600, lookup: true }));
      expect({ ...ahead, usage: ahead.usage.generatedTokens }).toEqual({
        ...plain,
        usage: plain.usage.generatedTokens,
      });
      expect(plain.usage.draftedTokens).toBeUndefined();
      drafted += ahead.usage.draftedTokens ?? 0;
      accepted += ahead.usage.acceptedTokens ?? 0;
    }
    expect(drafted).toBeGreaterThan(150);
    expect(accepted).toBeGreaterThan(drafted / 3);
    expect(accepted).toBeLessThanOrEqual(drafted);
  });

  it("keeps limits and stop texts, in the middle of a step too", async () => {
    const prompt = fix("src/code.py", "def area(w, h):\n    retrun w * h\n\ndef size(w, h):\n    return area(w, h)\n");
    const whole = await child.generate(greedy(prompt, { lane: "edit", lookup: true }));
    for (let maxTokens = 1; maxTokens < whole.usage.generatedTokens; maxTokens += 7) {
      const [plain, ahead] = [
        await child.generate(greedy(prompt, { maxTokens })),
        await child.generate(greedy(prompt, { maxTokens, lane: "edit", lookup: true })),
      ];
      expect(ahead.text).toBe(plain.text);
      expect(ahead).toMatchObject({ reason: "length", usage: { generatedTokens: maxTokens } });
    }
    // In the code that is copied, where a step has several tokens.
    const at = whole.text.lastIndexOf("return");
    const stop = whole.text.slice(at + 2, at + 9);
    const stopped = await child.generate(greedy(prompt, { lane: "edit", lookup: true, stop: [stop] }));
    expect(stopped.reason).toBe("stop");
    expect(stopped.text).toBe(whole.text.slice(0, whole.text.indexOf(stop)));
  });

  it("leaves a cache that the next request can use", async () => {
    const prompt = fix("src/code.py", "def area(w, h):\n    retrun w * h\n");
    const first = await child.generate(greedy(prompt, { lane: "edit", lookup: true }));
    const again = await child.generate(greedy(prompt, { lane: "edit" }));
    expect(again.text).toBe(first.text);
    expect(again.usage.evaluatedTokens).toBe(1);
  });
});
