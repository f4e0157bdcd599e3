import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GenerateRequest } from "../../../language-server/engine/engine.js";
import { ScriptedEngine, type ScriptedAnswer } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { Log } from "../../../language-server/log.js";
import { CompletionFormChooser } from "../../../language-server/models/completionFormChooser.js";
import { completionHoles, holePrompt, type CompletionHole } from "../../../language-server/models/completionHoles.js";
import { CompletionSelfTest } from "../../../language-server/models/completionSelfTest.js";
import { SelfTestStore } from "../../../language-server/models/selfTestStore.js";
import type { CompletionForm } from "../../../language-server/prompts/completion/completionForm.js";
import { completionForms } from "../../../language-server/prompts/completion/completionForms.js";
import { PonderFailure } from "../../../protocol/errors.js";

const never = new AbortController().signal;
const qwen = ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|repo_name|>", "<|file_sep|>"];
const forms = completionForms(qwen);

/** Which hole a request asks for, and by which form. */
function asked(request: GenerateRequest): { readonly hole: CompletionHole; readonly form: CompletionForm; at: number } {
  for (const [at, hole] of completionHoles.entries())
    for (const form of forms)
      if (JSON.stringify(form.render(holePrompt(hole))) === JSON.stringify(request.prompt)) return { hole, form, at };
  throw new Error("nobody asked for this");
}

/** An engine that fills the first so many holes of each form, with the blank that was held back. */
async function engineThatFills(counts: Readonly<Record<string, number>>): Promise<ScriptedEngine> {
  const engine = new ScriptedEngine((request): ScriptedAnswer => {
    const { hole, form, at } = asked(request);
    const held = form.heldBack(holePrompt(hole).window.typed);
    return { text: at < (counts[form.name] ?? 0) ? `${held}${hole.answer};  \nmore` : `${held}qqqq\n` };
  });
  await engine.load(
    { path: "/m.gguf", gpu: "cpu", threads: 1, contextSize: 1 },
    () => undefined,
    never,
  );
  return engine;
}

const askedForms = ({ requests }: ScriptedEngine) => [...new Set(requests.map((request) => asked(request).form.name))];

describe("completionHoles", () => {
  it.each(completionHoles.map((hole) => [hole.text, hole] as const))("%s", (_, hole) => {
    expect(hole.text.split("█")).toHaveLength(2);
    expect(hole.answer).not.toBe("");
    expect(hole.answer).toBe(hole.answer.trimEnd().replace(/;$/, ""));
    const { above, typed, suffix } = holePrompt(hole).window;
    expect(`${above}${typed}█${suffix}`).toBe(hole.text);
    // Nothing of the answer is there already.
    expect(suffix.trimStart().startsWith(hole.answer)).toBe(false);
  });

  it("are twenty, all different", () => {
    expect(new Set(completionHoles.map(({ text }) => text)).size).toBe(20);
  });
});

describe("CompletionSelfTest", () => {
  it("takes the first form when it is good, and tries no other", async () => {
    const engine = await engineThatFills({ qwen: 12, continuation: 20 });
    expect(await new CompletionSelfTest(engine, forms).run(never)).toEqual({ form: "qwen", exact: 12, holes: 20 });
    expect(askedForms(engine)).toEqual(["qwen"]);
    expect(engine.requests).toHaveLength(20);
    for (const request of engine.requests) {
      expect(request.lane).toBe("completion");
      expect(request.background).toBe(true);
      expect(request.sampling.temperature).toBe(0);
      expect(request.maxTokens).toBe(24);
      expect(request.stop).toContain("\n");
    }
  });

  it("takes a later form when it is better by more than chance", async () => {
    const better = await engineThatFills({ qwen: 5, "qwen, line before suffix": 6, continuation: 9 });
    expect(await new CompletionSelfTest(better, forms).run(never)).toEqual({
      form: "continuation",
      exact: 9,
      holes: 20,
    });
    const equal = await engineThatFills({ qwen: 5, "qwen, line before suffix": 6, continuation: 6 });
    expect(await new CompletionSelfTest(equal, forms).run(never)).toMatchObject({ form: "qwen", exact: 5 });
  });

  it("gives up a form at a glance when nothing comes near", async () => {
    const engine = await engineThatFills({});
    expect(await new CompletionSelfTest(engine, forms).run(never)).toEqual({ form: "qwen", exact: 0, holes: 20 });
    expect(engine.requests).toHaveLength(8 * forms.length);
  });

  it("goes on where it was interrupted", async () => {
    const engine = await engineThatFills({ qwen: 20 });
    let key = new AbortController();
    let last = 3;
    const generate = (request: GenerateRequest, signal: AbortSignal) => {
      if (engine.requests.length === last) key.abort();
      return engine.generate(request, signal);
    };
    const test = new CompletionSelfTest({ generate }, forms);
    for (last of [3, 11]) {
      key = new AbortController();
      await expect(test.run(key.signal)).rejects.toThrow();
      expect(engine.requests).toHaveLength(last);
    }
    expect(await test.run(never)).toEqual({ form: "qwen", exact: 20, holes: 20 });
    expect(engine.requests).toHaveLength(20);
  });

  it("counts what does not fit into the context as not filled, and passes other failures on", async () => {
    const failing = (code: "promptTooLong" | "engineStopped") =>
      new ScriptedEngine(() => ({
        text: "",
        then: { type: "fails", failure: new PonderFailure(code, "No.", "Try again.") },
      }));
    const small = failing("promptTooLong");
    await small.load({ path: "/m.gguf", gpu: "cpu", threads: 1, contextSize: 1 }, () => undefined, never);
    expect(await new CompletionSelfTest(small, forms).run(never)).toMatchObject({ exact: 0 });
    const dead = failing("engineStopped");
    await dead.load({ path: "/m.gguf", gpu: "cpu", threads: 1, contextSize: 1 }, () => undefined, never);
    await expect(new CompletionSelfTest(dead, forms).run(never)).rejects.toMatchObject({
      data: { code: "engineStopped" },
    });
  });
});

describe("CompletionFormChooser", () => {
  let folder = "";
  const lines: string[] = [];
  const log = new Log((_, line) => lines.push(line));
  beforeEach(async () => {
    lines.length = 0;
    folder = await mkdtemp(path.join(os.tmpdir(), "ponder-"));
    await writeFile(path.join(folder, "m.gguf"), "weights");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const stored = () => path.join(folder, "state/deep/self-tests.json");
  const chooserWith = (engine: ScriptedEngine, file = stored()) =>
    new CompletionFormChooser({ engine, store: new SelfTestStore(file), log });
  const load = (bytes = 7) => ({ name: "Some Model", path: path.join(folder, "m.gguf"), bytes, specialTokens: qwen });

  it("uses the first form until it is tested, then the best one, and remembers it", async () => {
    const engine = await engineThatFills({ qwen: 2, continuation: 10 });
    const chooser = chooserWith(engine);
    const loaded = load();
    expect((await chooser.choose({ loaded })).form.name).toBe("qwen");
    expect(await chooser.test({ loaded }, never)).toBe(true);
    expect(await chooser.choose({ loaded })).toMatchObject({ form: { name: "continuation" } });
    expect((await chooser.choose({ loaded })).automaticOff).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining("10 of 20 holes with the form “continuation”")]);
    const count = engine.requests.length;
    expect(await chooser.test({ loaded }, never)).toBe(false);

    // Another load, another server.
    const later = chooserWith(engine);
    const again = load();
    expect((await later.choose({ loaded: again })).form.name).toBe("continuation");
    expect(await later.test({ loaded: again }, never)).toBe(false);
    expect(engine.requests).toHaveLength(count);
    expect(await readdir(path.dirname(stored()))).toEqual(["self-tests.json"]);
  });

  it("says why a model that guesses makes no suggestions by itself", async () => {
    const engine = await engineThatFills({ qwen: 5 });
    const chooser = chooserWith(engine);
    const loaded = load();
    await chooser.test({ loaded }, never);
    expect((await chooser.choose({ loaded })).automaticOff).toBe(
      "Some Model filled 5 of 20 small holes in code in its self-test, so suggestions come only when you ask for them.",
    );
  });

  it("tests a file again that changed, and one that a hash tells apart", async () => {
    const engine = await engineThatFills({ qwen: 20 });
    await chooserWith(engine).test({ loaded: load() }, never);
    expect(await chooserWith(engine).test({ loaded: load(8) }, never)).toBe(true);
    await utimes(path.join(folder, "m.gguf"), 1, 1);
    expect(await chooserWith(engine).test({ loaded: load() }, never)).toBe(true);
    expect(await chooserWith(engine).test({ loaded: load(), sha256: "ab" }, never)).toBe(true);
    expect(await chooserWith(engine).test({ loaded: load(9), sha256: "ab" }, never)).toBe(false);
  });

  it("takes the form of the model's own card without a test", async () => {
    const engine = await engineThatFills({});
    const chooser = chooserWith(engine);
    const model = { loaded: load(), ownForm: "continuation" };
    expect(await chooser.test(model, never)).toBe(false);
    expect((await chooser.choose(model)).form.name).toBe("continuation");
    expect(engine.requests).toEqual([]);
    // A card that names what this version does not know is no card.
    expect(await chooser.test({ ...model, ownForm: "from the future" }, never)).toBe(true);
  });

  it("goes on with a test that a keystroke ended", async () => {
    const engine = await engineThatFills({ qwen: 20 });
    const key = new AbortController();
    const chooser = new CompletionFormChooser({
      engine: {
        generate: (request, signal) => {
          if (engine.requests.length === 5) key.abort();
          return engine.generate(request, signal);
        },
      },
      store: new SelfTestStore(stored()),
      log,
    });
    const loaded = load();
    await expect(chooser.test({ loaded }, key.signal)).rejects.toThrow();
    expect(await chooser.choose({ loaded })).toMatchObject({ form: { name: "qwen" } });
    expect(await chooser.test({ loaded }, never)).toBe(true);
    expect(engine.requests).toHaveLength(20);
  });

  it.each([
    ["that is no JSON", "{"],
    ["of another version", '{"version":99,"entries":[]}'],
    ["with entries that are none", '{"version":1,"entries":[null,{"model":1}]}'],
  ])("starts anew with a file %s", async (_, content) => {
    const file = path.join(folder, "self-tests.json");
    await writeFile(file, content);
    const engine = await engineThatFills({ qwen: 20 });
    expect(await chooserWith(engine, file).test({ loaded: load() }, never)).toBe(true);
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ version: 1, entries: [{ form: "qwen" }] });
  });

  it("works where nothing can be kept, and says so in the log", async () => {
    const engine = await engineThatFills({ qwen: 20 });
    const file = path.join(folder, "m.gguf", "not a folder", "self-tests.json");
    const chooser = chooserWith(engine, file);
    const loaded = load();
    expect(await chooser.test({ loaded }, never)).toBe(true);
    expect(await chooser.test({ loaded }, never)).toBe(false);
    expect(lines).toContainEqual(expect.stringContaining("could not be kept"));
  });

  it("remembers the latest fifty models", async () => {
    const store = new SelfTestStore(stored());
    for (let model = 0; model < 53; model++) await store.set(`m${String(model)}`, { form: "f", exact: model, holes: 60 });
    await store.set("m10", { form: "g", exact: 1, holes: 60 });
    expect(await store.get("m2")).toBeUndefined();
    expect(await store.get("m3")).toMatchObject({ exact: 3 });
    expect(await store.get("m10")).toMatchObject({ form: "g" });
    const { entries } = JSON.parse(await readFile(stored(), "utf8")) as { entries: unknown[] };
    expect(entries).toHaveLength(50);
  });
});
