import { describe, expect, it } from "vitest";
import type { CompletionPlace } from "../../../language-server/completion/completionPlace.js";
import { IdlePrefill } from "../../../language-server/completion/idlePrefill.js";
import { cpuBudget } from "../../../language-server/completion/layout/windowBudget.js";
import { PromptedEngine } from "../../../language-server/completion/promptedEngine.js";
import { ScriptedEngine } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { continuationForm } from "../../../language-server/prompts/completion/continuationForm.js";
import { ManualClock } from "../../support/manualClock.js";

/** No two lines are the same, and all have one length. */
const line = (at: number): string => `const value${String(1000 + at)} = compute(other);\n`;
/** At the end of one of them. */
const placeAt = (lines: number, uri = "file:///a.ts"): CompletionPlace => ({
  uri,
  languageId: "typescript",
  version: 1,
  text: Array.from({ length: 200 }, (_, at) => line(at)).join(""),
  offset: line(0).length * lines - 1,
});

/** @param msPerToken time to read a token of a prompt; left out: not known yet. */
function start(msPerToken?: number) {
  const engine = new ScriptedEngine([]);
  const elsewhere: boolean[] = [];
  const refresh = (_: CompletionPlace, isElsewhere: boolean) => Promise.resolve(void elsewhere.push(isElsewhere));
  const context = { chunksFor: () => [], refresh, pathOf: () => "a.ts" };
  const prompted = new PromptedEngine({ engine, context, clock: new ManualClock(), observe: () => undefined });
  if (msPerToken !== undefined) {
    const evaluatedTokens = 100;
    prompted.speed.learn({
      promptTokens: evaluatedTokens,
      evaluatedTokens,
      generatedTokens: 1,
      ttftMs: msPerToken * evaluatedTokens,
      tokensPerSecond: 20,
    });
  }
  const form = continuationForm(undefined, []);
  const model = () => Promise.resolve({ form, budget: cpuBudget });
  const idle = new IdlePrefill({ context, model }, prompted, { isFree: () => true, mayWork: () => true });
  return { engine, idle, elsewhere };
}

async function loaded(engine: ScriptedEngine): Promise<void> {
  const options = { path: "/m.gguf", gpu: "cpu", threads: 1, contextSize: 2048 } as const;
  await engine.load(options, () => undefined, new AbortController().signal);
}

describe("IdlePrefill", () => {
  it.each([
    { name: "a quick engine, far away", msPerToken: 1, rest: placeAt(150), prefills: 1 },
    { name: "an engine of unknown speed, far away", msPerToken: undefined, rest: placeAt(150), prefills: 1 },
    { name: "a slow engine, near", msPerToken: 10, rest: placeAt(12), prefills: 1 },
    { name: "a slow engine, far away", msPerToken: 10, rest: placeAt(150), prefills: 0 },
    { name: "a slow engine, another file", msPerToken: 10, rest: placeAt(10, "file:///b.ts"), prefills: 0 },
  ])("$name: $prefills", async ({ msPerToken, rest, prefills }) => {
    const { engine, idle } = start(msPerToken);
    await loaded(engine);
    idle.typed(placeAt(10));
    await idle.rested(rest);
    expect(engine.prefills).toHaveLength(prefills);
  });

  it("evaluates nothing inside a word or a line: the next key asks for nothing there, but looks for context", async () => {
    const { engine, idle, elsewhere } = start(1);
    await loaded(engine);
    const open = placeAt(10);
    await idle.rested({ ...open, offset: open.offset - "er);".length });
    await idle.rested({ ...open, offset: open.offset - "(other);".length });
    expect([engine.prefills.length, elsewhere.length]).toEqual([0, 2]);
  });

  it("lets the context change freely only where most of the window is not evaluated", async () => {
    const { engine, idle, elsewhere } = start(1);
    await loaded(engine);
    for (const lines of [100, 101, 103, 20, 21]) await idle.rested(placeAt(lines));
    expect(elsewhere).toEqual([true, false, false, true, false]);
  });

  it("prepares the first place of all on a slow engine too", async () => {
    const { engine, idle } = start(10);
    await loaded(engine);
    await idle.rested(placeAt(10));
    expect(engine.prefills).toHaveLength(1);
  });
});
