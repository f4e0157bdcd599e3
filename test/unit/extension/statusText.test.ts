import { expect, it } from "vitest";
import type { ServerState } from "../../../extension/server/supervisor.js";
import { statusText } from "../../../extension/statusText.js";
import type { Activity, ModelStatus } from "../../../protocol/model.js";
import { demoModelInfo } from "../../support/demoModelInfo.js";
import { FakeRun } from "./fakes.js";

const running: ServerState = { state: "running", run: new FakeRun(1) };
const ready = (activity: Activity, isDemo = true): ModelStatus => ({
  state: "ready",
  model: { ...demoModelInfo, isDemo },
  activity,
});
const error = { code: "modelDamaged", message: "The file is damaged.", hint: "Choose another." } as const;

it.each<[ServerState, ModelStatus, RegExp]>([
  [{ state: "off" }, ready("idle"), / Ponder: off$/],
  [{ state: "starting" }, ready("idle"), / Ponder: starting$/],
  [{ state: "restarting" }, ready("idle"), / Ponder: restarting$/],
  [{ state: "failed", error }, ready("idle"), / Ponder: trouble$/],
  [running, { state: "idle", isDemo: true }, / Ponder: off$/],
  [running, { state: "loading", isDemo: true, progress: 0.429 }, / Ponder: loading 42 %$/],
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

it("tells about memory, waiting questions, and what was special about loading", () => {
  const gpu = { ...demoModelInfo, vramBytes: 3_400_000_000, notice: { text: "It runs on the CPU.", retryGpu: true } };
  const status = { state: "ready", model: gpu, activity: "thinking", queued: 2, memoryBytes: 151_000_000 } as const;
  const { tooltip } = statusText(running, status);
  expect(tooltip).toContain("Memory: 151 MB, 3.4 GB of graphics memory");
  expect(tooltip).toContain("2 questions wait");
  expect(tooltip).toContain("It runs on the CPU.");
  expect(statusText(running, { ...status, queued: 1 }).tooltip).toContain("1 question waits");
  expect(statusText(running, ready("idle")).tooltip).toHaveLength(2);
});

it("names model and device, and says that the demo is one", () => {
  const tooltip = statusText(running, ready("idle")).tooltip.join("\n");
  expect(tooltip).toContain("Ponder Demo: a tiny demo, not for real work");
  expect(tooltip).toContain("CPU · 4,096 tokens");
  expect(statusText(running, ready("idle", false)).tooltip.join("\n")).not.toContain("demo,");
});
