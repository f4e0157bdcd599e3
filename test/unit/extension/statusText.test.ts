import { describe, expect, it } from "vitest";
import { timeOfDay, type CompletionView } from "../../../extension/completion/completionView.js";
import type { ServerState } from "../../../extension/server/supervisor.js";
import { statusText as textOf } from "../../../extension/statusText.js";
import type { Activity, ModelStatus } from "../../../protocol/model.js";
import type { DownloadState } from "../../../protocol/models.js";
import { demoModelInfo } from "../../support/demoModelInfo.js";
import { FakeRun } from "./fakes.js";

const running: ServerState = { state: "running", run: new FakeRun(1) };
const ready = (activity: Activity, isDemo = true): ModelStatus => ({
  state: "ready",
  model: { ...demoModelInfo, isDemo },
  activity,
});
const on: CompletionView = { enabled: true };
const statusText = (
  server: ServerState,
  status: ModelStatus,
  completions = on,
  downloads: readonly DownloadState[] = [],
  waiting: readonly string[] = [],
) => textOf(server, status, completions, downloads, waiting);
const error = { code: "modelDamaged", message: "The file is damaged.", hint: "Choose another." } as const;

it.each<[ServerState, ModelStatus, RegExp]>([
  [{ state: "off" }, ready("idle"), / Ponder: off$/],
  [{ state: "starting" }, ready("idle"), / Ponder: starting$/],
  [{ state: "restarting" }, ready("idle"), / Ponder: restarting$/],
  [{ state: "failed", error }, ready("idle"), / Ponder: trouble$/],
  [running, { state: "idle", isDemo: true }, / Ponder: no model loaded$/],
  [running, { state: "loading", isDemo: true, progress: 0.429 }, / Ponder: loading 42 %$/],
  [running, { state: "loading", isDemo: true, progress: 0, waitsForGpu: true }, / Ponder: waiting for the GPU$/],
  [running, { state: "failed", error }, / Ponder: trouble$/],
  [running, ready("idle"), / Ponder: ready \(demo\)$/],
  [running, ready("idle", false), / Ponder: ready$/],
  [running, ready("thinking"), / Ponder: thinking$/],
  [running, ready("answering"), / Ponder: answering$/],
  [running, ready("completing"), / Ponder: completing$/],
])("%j with %j", (server, status, text) => {
  expect(statusText(server, status).text).toMatch(text);
});

it("says why there is trouble, and what to do", () => {
  const { tooltip, tone } = statusText(running, { state: "failed", error });
  expect(tooltip).toEqual([error.message, error.hint]);
  expect(tone).toBe("error");
});

it("tells about memory, and what was special about loading", () => {
  const gpu = { ...demoModelInfo, vramBytes: 3_400_000_000, notice: { text: "It runs on the CPU.", retryGpu: true } };
  const status = { state: "ready", model: gpu, activity: "thinking", memoryBytes: 151_000_000 } as const;
  const { tooltip } = statusText(running, status);
  expect(tooltip).toContain("Memory: 151 MB, 3.4 GB of graphics memory");
  expect(tooltip).toContain("It runs on the CPU.");
  expect(statusText(running, ready("idle")).tooltip).toHaveLength(2);
});

describe("what waits, in the status item", () => {
  const loading = { state: "loading", isDemo: true, progress: 0.5 } as const;
  const waitingIn = (server: ServerState, status: ModelStatus, waiting: readonly string[] = []) =>
    statusText(server, status, on, [], waiting).tooltip.filter((line) => /wait|^•/.test(line));

  it("is nothing where nothing waits", () => {
    for (const status of [ready("idle"), ready("thinking"), loading]) expect(waitingIn(running, status)).toEqual([]);
  });

  it.each<[string, ServerState, ModelStatus]>([
    ["the first answer is written", running, ready("thinking")],
    ["the model is loaded", running, loading],
    ["the model could not be loaded", running, { state: "failed", error }],
    ["the server starts", { state: "starting" }, { state: "idle", isDemo: true }],
    ["the server is down", { state: "failed", error }, { state: "idle", isDemo: true }],
  ])("is named in its order while %s", (_, server, status) => {
    expect(waitingIn(server, status, ["Why?", `Fix\n${"this ".repeat(30)}`])).toEqual([
      "2 questions wait",
      "• Why?",
      "• Fix",
    ]);
  });

  it("is counted with what the server holds back, of which no more is known", () => {
    expect(waitingIn(running, { ...ready("thinking"), queued: 1 } as ModelStatus)).toEqual(["1 question waits"]);
    expect(waitingIn(running, { ...loading, queued: 2 }, ["Why?"])).toEqual(["3 questions wait", "• Why?"]);
    // What a server said that is gone does not count.
    expect(waitingIn({ state: "restarting" }, { ...loading, queued: 2 })).toEqual([]);
  });

  it("is counted, not named, behind the fifth", () => {
    const lines = waitingIn(running, loading, ["a", "b", "c", "d", "e", "f", "g"]);
    expect(lines).toEqual(["7 questions wait", "• a", "• b", "• c", "• d", "• e"]);
  });
});

it("names model and device, and says that the demo is one", () => {
  const tooltip = statusText(running, ready("idle")).tooltip.join("\n");
  expect(tooltip).toContain("Ponder Demo: a tiny demo, not for real work");
  expect(tooltip).toContain("CPU · 4,096 tokens");
  expect(statusText(running, ready("idle", false)).tooltip.join("\n")).not.toContain("demo,");
});

it("names the model for completions where it is another one", () => {
  const completionModel = { name: "Small Coder", path: "/models/small.gguf", bytes: 9e8, gpuLayers: 0 };
  const draftModel = { ...completionModel, name: "Tiny", gpuLayers: 5 };
  const model = { ...demoModelInfo, completionModel, draftModel };
  const { tooltip } = statusText(running, { state: "ready", model, activity: "idle" });
  expect(tooltip).toContain("Completions: Small Coder");
  expect(tooltip).toContain("Drafts: Tiny, 5 layers on the GPU");
  expect(statusText(running, ready("idle")).tooltip.join("\n")).not.toContain("Completions");
});

describe("completions in the status item", () => {
  const snoozedUntil = new Date(2030, 0, 1, 14, 35).getTime();
  const off = { id: "go", on: false };

  it.each<[CompletionView, RegExp]>([
    [{ enabled: false }, /Ponder: completions off$/],
    [{ enabled: false, snoozedUntil, language: off }, /Ponder: completions off$/],
    [{ enabled: true, snoozedUntil, language: off }, /Ponder: snoozed until .*35/],
    [{ enabled: true, language: off }, /Ponder: off for go$/],
    [{ enabled: true, language: { id: "go", on: true } }, /Ponder: ready \(demo\)$/],
  ])("%j", (completions, text) => {
    expect(statusText(running, ready("idle"), completions).text).toMatch(text);
  });

  it("stand behind what is going on, and behind trouble", () => {
    expect(statusText(running, ready("thinking"), { enabled: false }).text).toMatch(/: thinking$/);
    const trouble = statusText(running, { state: "failed", error }, { enabled: false });
    expect(trouble).toMatchObject({ tone: "error", tooltip: [error.message, error.hint] });
    expect(statusText({ state: "starting" }, ready("idle"), { enabled: false }).text).toMatch(/: starting$/);
  });

  it("tell why there was no suggestion, with the code of the documentation", () => {
    const last = { outcome: "insideWord", text: "The caret stands inside a word." };
    expect(statusText(running, ready("idle"), { enabled: true, last }).tooltip).toContain(
      "No suggestion: The caret stands inside a word. (insideWord)",
    );
  });

  it("tell how fast the last suggestion was", () => {
    const last = { outcome: "model", text: "Written by the model.", latencyMs: 83.4, tokensPerSecond: 45.2 };
    expect(statusText(running, ready("idle"), { enabled: true, last }).tooltip).toContain(
      "Last suggestion: 83 ms · 45 tokens/s · Written by the model. (model)",
    );
  });

  it("tell everything that keeps them away", () => {
    const last = { outcome: "automaticOff", text: "It failed.", automaticOff: "The model failed the self-test." };
    const { tooltip } = statusText(running, ready("idle"), { enabled: true, language: off, snoozedUntil, last });
    expect(tooltip).toContain("Completions are switched off for go");
    expect(tooltip).toContain(`Completions are snoozed until ${timeOfDay(snoozedUntil)}`);
    expect(tooltip).toContain("Completions on demand only: The model failed the self-test.");
  });
});

it("shows a download where nothing else goes on, and tells about it in any case", () => {
  const state = {
    uri: "hf:a/b/c.gguf",
    name: "c.gguf",
    phase: "downloading",
    receivedBytes: 1e9,
    totalBytes: 3e9,
  } as const;
  const at = (status: ModelStatus) => statusText(running, status, on, [state]);
  expect(at(ready("idle")).text).toBe("$(cloud-download) Ponder: downloading 33 %");
  expect(at(ready("thinking")).text).toMatch(/thinking/);
  expect(at({ state: "failed", error }).text).toMatch(/trouble/);
  for (const status of [ready("idle"), ready("thinking")])
    expect(at(status).tooltip.at(-1)).toBe("c.gguf: 1.0 GB of 3.0 GB");
  const asking = { uri: "hf:a/b/c.gguf", name: "c.gguf", phase: "asking", receivedBytes: 0 } as const;
  expect(statusText(running, ready("idle"), on, [asking]).text).toBe("$(cloud-download) Ponder: downloading");
});
