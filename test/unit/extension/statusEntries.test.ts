import { expect, it } from "vitest";
import { commandIds } from "../../../extension/commands/commandIds.js";
import { statusPlaceholder, statusSections } from "../../../extension/commands/statusEntries.js";
import type { CompletionView } from "../../../extension/completion/completionView.js";
import type { ModelStatus } from "../../../protocol/model.js";
import { demoModelInfo } from "../../support/demoModelInfo.js";

const idle: ModelStatus = { state: "idle", isDemo: true };
const entries = (view: CompletionView, model: ModelStatus = idle) =>
  statusSections(view, model).flatMap((section) => section.entries);
const labels = (view: CompletionView) => entries(view).map(({ label }) => label);

it("offers to switch what is on off, and what is off on", () => {
  expect(labels({ enabled: true, language: { id: "go", on: false } }).slice(0, 2)).toEqual([
    "$(circle-slash) Turn completions off",
    "$(check) Turn completions on for go",
  ]);
  expect(labels({ enabled: false, language: { id: "go", on: true } }).slice(0, 2)).toEqual([
    "$(check) Turn completions on",
    "$(circle-slash) Turn completions off for go",
  ]);
  expect(labels({ enabled: true }).filter((label) => label.includes("off"))).toHaveLength(1);
});

it("offers three lengths of a snooze, or its end", () => {
  const lengths = (view: CompletionView) =>
    entries(view).flatMap(({ command, argument }) => (command === "ponder.snoozeCompletions" ? [argument] : []));
  expect(lengths({ enabled: true })).toEqual([5, 15, 60]);
  const snoozed = { enabled: true, snoozedUntil: Date.now() };
  expect(lengths(snoozed)).toEqual([]);
  expect(entries(snoozed).map(({ command }) => command)).toContain("ponder.endSnooze");
});

it("offers log, doctor and model, and no command that does not exist", () => {
  const offered = entries({ enabled: true }).map(({ command }) => command);
  expect(offered).toEqual(expect.arrayContaining(["ponder.showLog", "ponder.runDoctor", "ponder.chooseModel"]));
  expect(offered.filter((id) => !commandIds.includes(id))).toEqual([]);
});

it("says which model is loaded, and offers to take it out of memory while there is one", () => {
  const on = { enabled: true };
  const unloads = (model: ModelStatus) => entries(on, model).filter(({ command }) => command === "ponder.unloadModel");
  const ready: ModelStatus = { state: "ready", model: demoModelInfo, activity: "idle" };
  expect(unloads(idle)).toEqual([]);
  expect(unloads(ready)).toHaveLength(1);
  expect(unloads({ state: "loading", isDemo: true, progress: 0 })[0]?.label).toContain("Stop loading");
  const choose = entries(on, ready).find(({ command }) => command === "ponder.chooseModel");
  expect(choose?.description).toBe("Ponder Demo · CPU · 4,096 tokens of context");
});

it("says on top why nothing was shown", () => {
  expect(statusPlaceholder({ enabled: true })).toBe("No completion was asked for yet");
  const last = { outcome: "midLine", text: "Code follows." };
  expect(statusPlaceholder({ enabled: true, last })).toBe("No suggestion: Code follows. (midLine)");
});
