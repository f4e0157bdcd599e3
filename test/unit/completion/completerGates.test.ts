import { beforeEach, describe, expect, it } from "vitest";
import type { CompletionRequest } from "../../../language-server/completion/completionRequest.js";
import { cpuBudget } from "../../../language-server/completion/layout/windowBudget.js";
import type { Reason } from "../../../language-server/completion/reasons.js";
import { readSettings } from "../../../protocol/settings.js";
import { code, CompleterBench, form } from "./completerBench.js";

const bench = new CompleterBench();

describe("Completer: gates", () => {
  const settingsWith = (completion: object) => ({ settings: readSettings({ completion }).values });
  beforeEach(() => bench.use([]));

  it.each<[Reason, string, Partial<CompletionRequest>]>([
    ["disabled", `${code}let a = |`, settingsWith({ enabled: false })],
    ["languageOff", `${code}let a = |`, settingsWith({ languages: { typescript: false } })],
    ["languageOff", `${code}let a = |`, settingsWith({ languages: { "*": false } })],
    ["ignoredFile", `${code}let a = |`, { ignored: "ignoredFile" }],
    ["excluded", `${code}let a = |`, { ignored: "excluded" }],
    ["secretsFile", `${code}let a = |`, { ignored: "secretsFile", invoked: true }],
    ["emptyDocument", " \n|", {}],
    ["emptyDocument", " \n|", { invoked: true }],
    ["documentTooSmall", "let a|", {}],
    ["insideWord", `${code}num|bers`, {}],
    ["midLine", `${code}let a = | + 1;`, {}],
    ["inComment", `${code}// it |`, settingsWith({ inComments: false })],
  ])("%s: %j", async (reason, marked, more) => {
    expect(await bench.shown(marked, more)).toBe(reason);
    expect(bench.engine.requests).toHaveLength(0);
    expect(bench.events.at(-1)).toEqual({ type: "none", reason });
  });

  it("onBattery, where the settings say none then", async () => {
    bench.state.onBattery = true;
    expect(await bench.shown(`${code}let a = |`, settingsWith({ onBattery: false }))).toBe("onBattery");
  });

  it("snoozed, until the time is over", async () => {
    await bench.use([{ text: "1;" }]);
    bench.completer.snooze(1000);
    expect(await bench.shown(`${code}let a = |`)).toBe("snoozed");
    await bench.clock.pass(1000);
    expect(await bench.warm(`${code}let a = |`)).toEqual(["1;", "engine"]);
  });

  it("opens them on demand", async () => {
    await bench.use([{ text: "1;" }]);
    const off = readSettings({ completion: { enabled: false, languages: { "*": false } } }).values;
    expect(await bench.shown("let a = |", { invoked: true, settings: off })).toEqual(["1;", "engine"]);
  });

  it.each(["modelLoading", "modelFailed"] as const)("passes on why there is no model: %s", async (reason) => {
    bench.state.model = { reason };
    expect(await bench.shown(`${code}let a = |`)).toBe(reason);
  });

  it("automaticOff for a model that failed its self-test, but not on demand", async () => {
    await bench.use([{ text: "1;" }]);
    bench.state.model = { form, budget: cpuBudget, automaticOff: true };
    expect(await bench.shown(`${code}let a = |`)).toBe("automaticOff");
    expect(await bench.shown(`${code}let a = |`, { invoked: true })).toEqual(["1;", "engine"]);
  });
});
