import { beforeEach, expect, it, vi } from "vitest";
import { Emitter } from "../../../../extension/emitter.js";
import { GpuOffer } from "../../../../extension/models/gpuOffer.js";
import type { ModelStatus } from "../../../../protocol/model.js";
import { demoModelInfo } from "../../../support/demoModelInfo.js";

const shown = vi.hoisted(() => vi.fn<(text: string, button: string) => Promise<string | undefined>>());
vi.mock("vscode", () => ({ l10n: { t: (text: string) => text }, window: { showWarningMessage: shown } }));

const onCpu = { text: "The engine crashed, so the model runs on the CPU.", retryGpu: true };
const ready = (notice = onCpu, path = "/a.gguf"): ModelStatus => ({
  state: "ready",
  activity: "idle",
  model: { ...demoModelInfo, path, notice },
});

let changes: Emitter<ModelStatus>;
const load = vi.fn<() => Promise<void>>();
const failed = vi.fn();

beforeEach(() => {
  vi.resetAllMocks();
  shown.mockResolvedValue(undefined);
  changes = new Emitter();
});

function offer(): GpuOffer {
  const status: ModelStatus = { state: "idle", isDemo: true };
  return new GpuOffer({ status, onDidChange: changes.event }, load, failed);
}

it("tells why the model is on the CPU, once for each model", () => {
  offer();
  changes.fire({ state: "loading", isDemo: false, progress: 0.5 });
  changes.fire(ready());
  changes.fire({ state: "idle", isDemo: false });
  changes.fire(ready());
  expect(shown.mock.calls).toEqual([[`Ponder: ${onCpu.text}`, "Try the GPU Again"]]);
  changes.fire(ready(onCpu, "/b.gguf"));
  expect(shown).toHaveBeenCalledTimes(2);
  expect(load).not.toHaveBeenCalled();
});

it("tries the GPU when the user wants it, and tells if that was in vain", async () => {
  const one = offer();
  shown.mockResolvedValueOnce("Try the GPU Again");
  changes.fire(ready());
  await vi.waitFor(() => expect(load).toHaveBeenCalledOnce());
  changes.fire(ready());
  expect(shown).toHaveBeenCalledTimes(2);
  await one.tryGpu();
  changes.fire(ready());
  expect(shown).toHaveBeenCalledTimes(3);
});

it("tells again after the GPU worked, and nothing of other notices", () => {
  const one = offer();
  changes.fire(ready({ text: "There is memory for 4,096 tokens of context.", retryGpu: false }));
  expect(shown).not.toHaveBeenCalled();
  changes.fire(ready());
  changes.fire({ state: "ready", activity: "idle", model: { ...demoModelInfo, path: "/a.gguf" } });
  changes.fire(ready());
  expect(shown).toHaveBeenCalledTimes(2);
  one.dispose();
  changes.fire(ready(onCpu, "/b.gguf"));
  expect(shown).toHaveBeenCalledTimes(2);
});

it("hands on what goes wrong", async () => {
  offer();
  const error = new Error("no");
  shown.mockResolvedValueOnce("Try the GPU Again");
  load.mockRejectedValueOnce(error);
  changes.fire(ready());
  await vi.waitFor(() => expect(failed).toHaveBeenCalledWith(error));
});
