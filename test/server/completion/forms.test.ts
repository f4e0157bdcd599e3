import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoadedModel, PromptPart } from "../../../language-server/engine/engine.js";
import { LlamaEngine } from "../../../language-server/engine/llama/llamaEngine.js";
import { CompletionFormChooser } from "../../../language-server/models/completionFormChooser.js";
import { SelfTestStore } from "../../../language-server/models/selfTestStore.js";
import { Log } from "../../../language-server/log.js";
import type { CompletionForm, CompletionPrompt } from "../../../language-server/prompts/completion/completionForm.js";
import { completionForms } from "../../../language-server/prompts/completion/completionForms.js";
import { withoutHeld } from "../../../language-server/prompts/completion/withoutHeld.js";
import { buildEngineProgram, temporaryFolder } from "../../support/engineProgram.js";
import { reliable } from "../../support/reliable.js";
import { loadOptions } from "../../support/requests.js";

const never = new AbortController().signal;

/** The real engine and the demo model, asked by the forms of its token table. */
describe("completion forms with the demo model", () => {
  let engine: LlamaEngine;
  let model: LoadedModel;

  beforeAll(async () => {
    engine = new LlamaEngine({ program: await buildEngineProgram("completion-forms"), log: () => undefined });
    model = await engine.load(loadOptions(), () => undefined, never);
  });
  afterAll(() => engine.dispose());

  const formNamed = (name: string): CompletionForm => {
    const form = completionForms(model.specialTokens).find((candidate) => candidate.name === name);
    if (form === undefined) throw new Error(`The model has no form ${name}`);
    return form;
  };

  async function line(form: CompletionForm, prompt: CompletionPrompt): Promise<string> {
    const request = {
      lane: "completion",
      prompt: form.render(prompt),
      maxTokens: 32,
      sampling: { temperature: 0, topP: 1 },
      stop: ["\n", ...form.stop],
    } as const;
    let text = "";
    for await (const event of withoutHeld(engine.generate(request, never), form.heldBack(prompt.window.typed)))
      if (event.type === "text") text += event.text;
    return text;
  }

  const holes = reliable
    .filter((each) => each.task === "fim")
    .map(({ prompts: [raw], expected }) => {
      const [, before = "", suffix = ""] =
        /<\|fim_prefix\|>([^]*)<\|fim_suffix\|>([^]*)<\|fim_middle\|>/.exec(raw) ?? [];
      const start = before.lastIndexOf("\n") + 1;
      return { above: before.slice(0, start), typed: before.slice(start), suffix, expected };
    });

  it("has the forms of Qwen and of R1", () => {
    expect(completionForms(model.specialTokens).map(({ name }) => name)).toEqual([
      "qwen",
      "qwen, line before suffix",
      "continuation",
      "thoughtless",
    ]);
  });

  it.each(["qwen", "qwen, line before suffix"])("fills the card's holes by the form “%s”", async (name) => {
    expect(holes).toHaveLength(4);
    for (const { expected, ...window } of holes) {
      const prompt = { path: "src/a.ts", languageId: "typescript", window, chunks: [] };
      expect(await line(formNamed(name), prompt)).toBe(expected);
    }
  });

  it("goes on with a line that is typed by letter and by blank", async () => {
    const typed = holes.find(({ expected }) => expected === "return balances;");
    if (typed === undefined) throw new Error("The card has another hole");
    const window = { above: typed.above, suffix: typed.suffix };
    for (const written of ["return", "return "]) {
      const prompt = {
        path: "src/a.ts",
        languageId: "typescript",
        window: { ...window, typed: `    ${written}` },
        chunks: [],
      };
      expect(written + (await line(formNamed("qwen"), prompt))).toBe("return balances;");
    }
  });

  it("evaluates a token or two for a letter, and the suffix for a letter in the usual order", async () => {
    const cost = async (name: string): Promise<number> => {
      const above = "const total = values.length;\n".repeat(20);
      const prompt = (typed: string): readonly PromptPart[] =>
        formNamed(name).render({
          path: "src/a.ts",
          languageId: "typescript",
          window: { above, typed, suffix: "\nconsole.log(total);\nreturn total;\n" },
          chunks: [],
        });
      await engine.prefill({ lane: "completion", prompt: prompt("  retu") }, never);
      return engine.prefill({ lane: "completion", prompt: prompt("  retur") }, never);
    };
    expect(await cost("qwen")).toBeLessThanOrEqual(2);
    expect(await cost("qwen, line before suffix")).toBeGreaterThan(10);
  });

  it("never thinks, in no form", async () => {
    for (const form of completionForms(model.specialTokens))
      for (const { above, typed, suffix } of holes) {
        const window = { above, typed, suffix };
        const text = await line(form, { path: "src/a.ts", languageId: "typescript", window, chunks: [] });
        expect(text).not.toMatch(/think>|<｜|<\|/);
      }
  });

  it("is found by the self-test to be no help by itself, which is why its card names the form", async () => {
    const file = path.join(await temporaryFolder(), "self-tests.json");
    const chooser = new CompletionFormChooser({
      engine,
      store: new SelfTestStore(file),
      log: new Log(() => undefined),
    });
    expect(await chooser.test({ loaded: model }, never)).toBe(true);
    expect((await chooser.choose({ loaded: model })).automaticOff).toMatch(/filled \d of 20 small holes/);
    const { form, automaticOff } = await chooser.choose({ loaded: model, ownForm: "qwen" });
    expect([form.name, automaticOff]).toEqual(["qwen", undefined]);
  });
});
