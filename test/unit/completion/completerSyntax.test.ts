import { expect, it } from "vitest";
import { Completer } from "../../../language-server/completion/completer.js";
import { cpuBudget } from "../../../language-server/completion/layout/windowBudget.js";
import { ScriptedEngine } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { continuationForm } from "../../../language-server/prompts/completion/continuationForm.js";
import { readSettings } from "../../../protocol/settings.js";
import { ManualClock, settled } from "../../support/manualClock.js";

/** A completer whose parser counts how often it is asked for the document. */
async function start(text: string) {
  const clock = new ManualClock();
  const engine = new ScriptedEngine([{ text }, { text: "two();\n" }]);
  const options = { path: "/m.gguf", gpu: "cpu", threads: 1, contextSize: 4096 } as const;
  await engine.load(options, () => undefined, new AbortController().signal);
  let parsed = 0;
  const completer = new Completer({
    ...{ engine, clock, onBattery: () => false, isBusy: () => true, observe: () => undefined },
    model: () => Promise.resolve({ form: continuationForm(undefined, []), budget: cpuBudget }),
    context: { chunksFor: () => [], refresh: () => Promise.resolve(), pathOf: () => "a.ts" },
    syntaxOf: () => ({
      place: () => {
        parsed++;
        return { inComment: false, inString: false, inBlock: true };
      },
      written: () => undefined,
    }),
  });
  const ask = async (before: string) => {
    parsed = 0;
    const place = { uri: "file:///a.ts", languageId: "typescript", version: 1, text: before, offset: before.length };
    const answer = completer.complete(
      { place, invoked: false, settings: readSettings({}).values, ignored: false },
      new AbortController().signal,
    );
    await settled();
    await clock.pass(250);
    const result = await answer;
    return "reason" in result ? result.reason : [result.items[0]?.text, result.source, parsed > 0];
  };
  return { ask, completer };
}

it("what is known on the line is shown without the parser; another line is another place", async () => {
  const { ask } = await start("first();\nsecond();\n");
  const code = "const numbers = [1, 2, 3];\nlist.";
  expect(await ask(code)).toEqual(["first();", "engine", true]);
  expect(await ask(code)).toEqual(["first();", "cache", false]);
  expect(await ask(`${code}fir`)).toEqual(["st();", "typed", false]);
  expect(await ask(`${code}first();\n`)).toEqual(["two();", "engine", true]);
});

it("an accepted suggestion counts as used, one that is not shown any more does not", async () => {
  const { ask, completer } = await start("first();\n");
  await ask("const numbers = [1, 2, 3];\nlist.");
  expect(completer.usefulness).toBe(0.5);
  completer.accepted(7);
  expect(completer.usefulness).toBe(0.5);
  completer.accepted(1);
  expect(completer.usefulness).toBeCloseTo(0.6);
});
