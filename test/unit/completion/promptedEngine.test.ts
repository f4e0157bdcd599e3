import { describe, expect, it } from "vitest";
import type { CompletionEvent } from "../../../language-server/completion/completionEvent.js";
import type { CompletionPlace } from "../../../language-server/completion/completionPlace.js";
import { cpuBudget } from "../../../language-server/completion/layout/windowBudget.js";
import { PromptedEngine } from "../../../language-server/completion/promptedEngine.js";
import { caretTextOf } from "../../../language-server/completion/reuse/caretText.js";
import type { GenerateEvent, PromptPart } from "../../../language-server/engine/engine.js";
import type { CompletionForm } from "../../../language-server/prompts/completion/completionForm.js";

const form: CompletionForm = {
  name: "plain",
  stop: [],
  seesSuffix: true,
  heldBack: (typed) => (typed.endsWith(" ") ? " " : ""),
  render: ({ window }) => [{ text: window.above }, { text: window.suffix }, { text: window.typed.trimEnd() }],
};
const model = { form, budget: cpuBudget };
const text = Array.from({ length: 400 }, (_, line) => `line ${String(line)} of a long file;\n`).join("");
const place: CompletionPlace = { uri: "file:///a.ts", languageId: "typescript", version: 1, text, offset: text.length };
const length = (parts: readonly PromptPart[]) =>
  parts.reduce((sum, part) => sum + ("text" in part ? part.text.length : 0), 0);

function make(events: readonly GenerateEvent[]) {
  const seen: CompletionEvent[] = [];
  const engine = new PromptedEngine({
    engine: {
      // eslint-disable-next-line @typescript-eslint/require-await -- the interface is a stream
      async *generate() {
        yield* events;
      },
      prefill: () => Promise.resolve(7),
    },
    context: { chunksFor: () => [], refresh: () => Promise.resolve(), pathOf: () => "a.ts" },
    observe: (event) => seen.push(event),
  });
  const run = (at: CompletionPlace) =>
    new Promise<string>((resolve) => {
      const task = { start: caretTextOf(at), purpose: "completion" } as const;
      engine.generate(task, engine.promptAt(at, model), 10, (over) => resolve(over.text));
    });
  return { engine, seen, run };
}

const done = (ttftMs: number): GenerateEvent => ({
  type: "done",
  reason: "end",
  usage: { promptTokens: 700, evaluatedTokens: 700, generatedTokens: 1, ttftMs, tokensPerSecond: 20 },
});

describe("PromptedEngine", () => {
  it("shows fewer lines where the machine turns out to be slow", async () => {
    const quick = make([done(700)]);
    await quick.run(place);
    const slow = make([done(7000)]);
    const before = length(slow.engine.promptAt(place, model).parts);
    await slow.run(place);
    expect(length(quick.engine.promptAt(place, model).parts)).toBe(before);
    const after = length(slow.engine.promptAt(place, model).parts);
    expect(after).toBeLessThan(before / 2);
    expect(after).toBeGreaterThan(before / 6);
  });

  it("knows what stands in the KV cache after a generation and after a prefill", async () => {
    const { engine, run, seen } = make([{ type: "text", text: "x = 1;", tokens: 3 }, done(70)]);
    const asked = engine.promptAt(place, model);
    expect(engine.uncovered(asked)).toBeGreaterThan(500);
    await run(place);
    expect(engine.uncovered(engine.promptAt(place, model))).toBe(0);
    const typed = { ...place, text: `${text}x =`, offset: text.length + 3 };
    expect(engine.uncovered(engine.promptAt(typed, model))).toBe(0);
    engine.forget();
    expect(engine.uncovered(asked)).toBeGreaterThan(500);
    await engine.prefill(asked, new AbortController().signal);
    expect(engine.uncovered(asked)).toBe(0);
    expect(seen.map(({ type }) => type)).toEqual(["engineStart", "engineEnd", "prefill"]);
  });

  it("counts on nothing of a prefill that was ended, nor on what that pushed out of the cache", async () => {
    const { engine, run } = make([{ type: "text", text: "x = 1;", tokens: 3 }, done(70)]);
    await run(place);
    const end = new AbortController();
    end.abort();
    const other = { ...place, text: text.replaceAll("line", "row"), offset: 4000 };
    await engine.prefill(engine.promptAt(other, model), end.signal);
    expect(engine.uncovered(engine.promptAt(other, model))).toBeGreaterThan(100);
    expect(engine.uncovered(engine.promptAt(place, model))).toBeGreaterThan(100);
  });

  it("takes what was held back from the beginning of the answer; another beginning is no answer", async () => {
    const spaced = { ...place, text: `${text}return `, offset: text.length + 7 };
    expect(await make([{ type: "text", text: " x;", tokens: 2 }, done(70)]).run(spaced)).toBe("x;");
    expect(await make([{ type: "text", text: "ed", tokens: 1 }, done(70)]).run(spaced)).toBe("");
  });
});
