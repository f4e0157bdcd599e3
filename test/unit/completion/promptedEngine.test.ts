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
  render: ({ window, chunks }) => [
    ...chunks.map(({ text: piece }) => ({ text: piece })),
    { text: window.above },
    { text: window.suffix },
    { text: window.typed.trimEnd() },
  ],
};
const chunk = { path: "b.ts", text: "of another file", kind: "open" } as const;
const model = { form, budget: cpuBudget };
const text = Array.from({ length: 400 }, (_, line) => `line ${String(line)} of a long file;\n`).join("");
const place: CompletionPlace = { uri: "file:///a.ts", languageId: "typescript", version: 1, text, offset: text.length };
const length = (parts: readonly PromptPart[]) =>
  parts.reduce((sum, part) => sum + ("text" in part ? part.text.length : 0), 0);

/** @param prefillMs that an evaluation ahead, and each event, takes. */
function make(events: readonly GenerateEvent[], { prefillMs = 0, prefilled = 7 } = {}) {
  const seen: CompletionEvent[] = [];
  let now = 0;
  const engine = new PromptedEngine({
    engine: {
      // eslint-disable-next-line @typescript-eslint/require-await -- the interface is a stream
      async *generate() {
        for (const event of events) {
          yield event;
          now += prefillMs;
        }
      },
      prefill: () => {
        now += prefillMs;
        return Promise.resolve(prefilled);
      },
    },
    clock: { now: () => now, sleep: () => Promise.resolve() },
    context: { chunksFor: () => [chunk], refresh: () => Promise.resolve(), pathOf: () => "a.ts" },
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
  it("shows few lines until the speed is known, then as many as the machine can read soon", async () => {
    const quick = make([done(700)]);
    const before = length(quick.engine.promptAt(place, model).parts);
    await quick.run(place);
    const after = length(quick.engine.promptAt(place, model).parts);
    expect(before).toBeLessThan(after / 2);
    expect(before).toBeGreaterThan(after / 10);
    const slow = make([done(60_000)]);
    await slow.run(place);
    expect(length(slow.engine.promptAt(place, model).parts)).toBe(before);
  });

  it("reads other files only where that is not most of the work", async () => {
    const has = (engine: PromptedEngine) => JSON.stringify(engine.promptAt(place, model).parts).includes(chunk.text);
    for (const [ms, isRead] of [
      [700, true],
      [7000, true],
      [60_000, false],
    ] as const) {
      const { engine, run } = make([done(ms)]);
      expect(has(engine)).toBe(false);
      await run(place);
      expect(has(engine)).toBe(isRead);
    }
  });

  it("keeps the window where the first measurement allows no more lines", async () => {
    const { engine, run } = make([done(60_000)]);
    await run(place);
    expect(engine.uncovered(engine.promptAt(place, model))).toBe(0);
  });

  it.each([
    ["an evaluation ahead", 100, [], 10],
    ["a short evaluation ahead, roughly", 7, [], 1000 / 7],
    ["an evaluation ahead that says nothing", 3, [], undefined],
    [
      "the batches of a request that fails before it is answered",
      0,
      [0, 128, 256].map((evaluated) => ({ type: "prefill", evaluated, total: 500 }) as const),
      1000 / 128,
    ],
  ] as const)("learns the speed from %s", async (_, prefilled, events, msPerToken) => {
    const { engine, run } = make(events, { prefillMs: 1000, prefilled });
    if (events.length > 0) await run(place);
    else await engine.prefill(engine.promptAt(place, model), new AbortController().signal);
    expect(engine.speed.prefillMs(1)).toBe(msPerToken);
  });

  it("knows what stands in the KV cache after a generation and after a prefill", async () => {
    const { engine, run, seen } = make([{ type: "text", text: "x = 1;", tokens: 3 }, done(60_000)]);
    const asked = engine.promptAt(place, model);
    expect(engine.uncovered(asked)).toBeGreaterThan(80);
    await run(place);
    expect(engine.uncovered(engine.promptAt(place, model))).toBe(0);
    const typed = { ...place, text: `${text}x =`, offset: text.length + 3 };
    expect(engine.uncovered(engine.promptAt(typed, model))).toBe(0);
    engine.forget();
    expect(engine.uncovered(asked)).toBeGreaterThan(80);
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
