import { rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GenerateRequest } from "../../../language-server/engine/engine.js";
import { EngineChild } from "../../support/engineChild.js";
import { buildEngineProgram, temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { greedy, loadOptions } from "../../support/requests.js";

/** A model that falls into Chinese, as R1 does; each token has one successor. */
const mixed = "<think>\nOkay,首 the user</think>\n\nIt is简<｜end▁of▁sentence｜>";
const words = `${mixed.replaceAll(/<[^>]*>/g, "\n")}\n`.repeat(30);
const han = /\p{Script=Han}/u;

describe("one language", () => {
  let program: string;
  let folder: string;
  const children: EngineChild[] = [];

  beforeAll(async () => {
    program = await buildEngineProgram("scripts");
    folder = await temporaryFolder();
  });
  afterAll(async () => {
    await Promise.all(children.map((child) => child.stop()));
    await rm(folder, { recursive: true });
  });

  async function start(name: string, corpus: string): Promise<EngineChild> {
    const file = path.join(folder, name);
    await writeTinyModel({ file, corpus, script: [mixed] });
    const child = new EngineChild(program);
    children.push(child);
    await child.load(loadOptions(file));
    return child;
  }

  const ask = (more: Partial<GenerateRequest> = {}) => greedy([{ special: "<think>" }], { maxTokens: 80, ...more });

  // In one vocabulary the Chinese words are tokens, in the other they are spelled by bytes.
  it.each([
    ["tokens of whole characters", words],
    ["pieces of characters", words.replaceAll(/[首简]/gu, "\n")],
  ])("keeps Chinese out that is written in %s", async (name, corpus) => {
    const child = await start(`${name}.gguf`, corpus);
    const free = await child.generate(ask());
    expect(free.text).toBe(mixed.replace("<think>", "").replace("<｜end▁of▁sentence｜>", ""));
    for (const lookup of [false, true]) {
      const bound = await child.generate(ask({ scripts: ["Latin", "Greek"], lookup }));
      expect(bound.text).not.toMatch(han);
      expect(bound.text.startsWith("\nOkay")).toBe(true);
    }
    const drawn = await child.generate(ask({ scripts: ["Latin"], sampling: { temperature: 1, topP: 0.95 } }));
    expect(drawn.text).not.toMatch(han);
    // It is the choice of this request only.
    expect((await child.generate(ask({ scripts: ["Latin", "Han"] }))).text).toBe(free.text);
    expect((await child.generate(ask())).text).toBe(free.text);
  });
});
