import { describe, expect, it } from "vitest";
import { loadedText, switchSections, type SwitchView } from "../../../../extension/models/switchItems.js";
import type { ModelStatus } from "../../../../protocol/model.js";
import type { FoundModel, ListedModel } from "../../../../protocol/models.js";
import { demoModelInfo } from "../../../support/demoModelInfo.js";

const licence = { name: "MIT", url: "https://example.com/licence" };
const listed = (name: string, role: ListedModel["role"], path: string | undefined, bytes: number): ListedModel => ({
  id: name,
  name,
  role,
  parameters: 1,
  context: 1,
  licence,
  benchmarks: { source: "https://example.com", figures: {} },
  files: [
    { uri: `hf:a/${name}/x.gguf`, quantisation: "Q4_K_M", bytes, ...(path !== undefined && { path, place: "ponder" }) },
  ],
});
const found: FoundModel = { name: "mine.gguf", path: "/found/mine.gguf", bytes: 3e9, place: "lmStudio" };
const list: NonNullable<SwitchView["list"]> = {
  models: [
    listed("Coder", "completion", "/m/coder.gguf", 4e8),
    listed("R1", "chat", "/m/r1.gguf", 5e9),
    listed("Absent", "chat", undefined, 5e9),
  ],
  found: [found],
};
const chosen = { chat: "", completion: "", draft: "" };
const idle: ModelStatus = { state: "idle", isDemo: true };
const labels = (view: Partial<SwitchView>) =>
  switchSections({ role: "chat", chosen, status: idle, ...view }).map(({ items }) => items.map(({ label }) => label));

describe("the list of models for a role", () => {
  it("has what is there at once before the server has found anything", () => {
    expect(labels({})).toEqual([
      ["$(check) Demo model", "$(file) Choose a GGUF file…", "$(cloud-download) Get a model…"],
      ["$(sparkle) Completions…", "$(rocket) Drafts…"],
      ["$(play) Load it now"],
    ]);
  });

  it("shows the models of this machine, those that were made for it first", () => {
    const models = (role: SwitchView["role"]) => labels({ role, list })[0]?.slice(0, 4);
    expect(models("chat")).toEqual([
      "$(check) Demo model",
      "$(file) R1 Q4_K_M",
      "$(file) mine.gguf",
      "$(file) Coder Q4_K_M",
    ]);
    expect(models("completion")?.slice(0, 2)).toEqual(["$(check) The model for chat", "$(file) Coder Q4_K_M"]);
    expect(models("draft")).toEqual(["$(check) None", "$(file) Coder Q4_K_M", "$(file) mine.gguf", "$(file) R1 Q4_K_M"]);
  });

  it("marks the one in use, also where it is a file that nobody found", () => {
    const inUse = (path: string) =>
      switchSections({ role: "chat", chosen: { ...chosen, chat: path }, status: idle, list })[0]?.items.filter(
        ({ label }) => label.startsWith("$(check)"),
      );
    expect(inUse("/m/r1.gguf")).toEqual([
      {
        label: "$(check) R1 Q4_K_M",
        description: "in use · 5.0 GB · downloaded already",
        detail: "/m/r1.gguf",
        action: { type: "use", path: "/m/r1.gguf" },
      },
    ]);
    expect(inUse("C:\\own\\x.gguf")).toMatchObject([{ label: "$(check) x.gguf", detail: "C:\\own\\x.gguf" }]);
  });

  it("leads to the other roles, and names what they use", () => {
    const view: SwitchView = { role: "completion", chosen: { ...chosen, chat: "/m/r1.gguf" }, status: idle, list };
    expect(switchSections(view)[1]?.items).toEqual([
      { label: "$(comment) Chat, explain, fix…", description: "R1 Q4_K_M", action: { type: "role", role: "chat" } },
      { label: "$(rocket) Drafts…", description: "None", action: { type: "role", role: "draft" } },
    ]);
  });

  it("offers what can be done with what is loaded", () => {
    const actions = (status: ModelStatus) => switchSections({ role: "chat", chosen, status })[2]?.items;
    const types = (status: ModelStatus) => actions(status)?.map(({ action }) => action.type);
    expect(types({ state: "loading", isDemo: false, progress: 0.5 })).toEqual(["unload"]);
    expect(types({ state: "failed", error: { code: "modelNotFound", message: "No.", hint: "Yes." } })).toEqual(["load"]);
    const ready: ModelStatus = { state: "ready", model: demoModelInfo, activity: "idle", memoryBytes: 2e9 };
    expect(types(ready)).toEqual(["unload", "load"]);
    expect(actions(ready)?.[0]?.description).toBe("2.0 GB");
  });
});

it("says what is loaded, where, with how much context and memory", () => {
  const model = { ...demoModelInfo, name: "R1", device: "CUDA", gpuLayers: 20, layers: 29 };
  const ready: ModelStatus = { state: "ready", model, activity: "idle", memoryBytes: 2e9 };
  expect(loadedText(ready)).toBe("R1 · CUDA, 20 of 29 layers, the others on the CPU · 4,096 tokens of context · 2.0 GB");
  const whole: ModelStatus = { ...ready, model: { ...model, gpuLayers: 29 } };
  expect(loadedText(whole)).toContain("CUDA, all 29 layers");
  expect(loadedText({ ...ready, model: demoModelInfo })).toContain(" · CPU · ");
  const waits = loadedText({ state: "loading", isDemo: false, progress: 0.3, waitsForGpu: true });
  expect(waits).toContain("Another Ponder window");
  expect(loadedText({ state: "loading", isDemo: false, progress: 0.426 })).toBe("Loading the model 42 %");
  expect(loadedText(idle)).toMatch(/No model is loaded/);
});
