import { readdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GenerateRequest, GroupRequest, PromptPart } from "../../../language-server/engine/engine.js";
import { EngineChild } from "../../support/engineChild.js";
import { buildEngineProgram, temporaryFolder } from "../../support/engineProgram.js";
import { greedy, loadOptions } from "../../support/requests.js";

const prompt: readonly PromptPart[] = [
  { special: "<|fim_prefix|>" },
  { text: "export function total(items: readonly number[]): number {\n  let sum = 0;\n  for (const item of items) " },
  { special: "<|fim_suffix|>" },
  { text: "\n  return sum;\n}\n" },
  { special: "<|fim_middle|>" },
];
const single = (more: Partial<GenerateRequest> = {}) => greedy(prompt, { lane: "completion", maxTokens: 24, ...more });
const group = (more: Partial<GroupRequest> = {}): GroupRequest => ({ ...single(), count: 4, ...more });

describe("several answers to one prompt", () => {
  let child: EngineChild;
  let folder: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    child = new EngineChild(await buildEngineProgram("candidates"), { stateFolder: folder });
    await child.load(loadOptions());
  });
  afterAll(() => child.stop());

  const ask = (request: GroupRequest) => child.group(child.beginGroup(request));

  it("differ from the first token on, and the first is the greedy one", async () => {
    const alone = await child.generate(single());
    const { texts, reasons, usage } = await ask(group());

    expect(texts[0]).toBe(alone.text);
    expect(reasons[0]).toBe(alone.reason);
    expect(texts).toHaveLength(4);
    expect(new Set(texts.map((text) => text.slice(0, 12))).size).toBe(4);
    // The lane had the prompt already: only its last token was evaluated, for all four.
    expect(usage).toMatchObject({ promptTokens: alone.usage.promptTokens, evaluatedTokens: 1 });
    expect(usage.generatedTokens).toBeGreaterThan(alone.usage.generatedTokens);
  });

  it("leave no file behind, and the cache of the lane as it was", async () => {
    await ask(group());
    expect(await readdir(path.join(folder, "kv"))).toEqual([]);
    expect((await child.generate(single())).usage.evaluatedTokens).toBe(1);
  });
});
