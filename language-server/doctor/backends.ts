import type { Finding } from "../../protocol/health.js";
import type { GpuChoice } from "../../protocol/settings.js";
import type { DevicesAnswer } from "../engine/llama/devices.js";

export const backendNames = ["cuda", "vulkan", "metal"] as const;
export type BackendName = (typeof backendNames)[number];

/** What is known of the graphics of a machine. */
export interface GraphicsFacts {
  readonly platform: string;
  readonly arch: string;
  readonly setting: GpuChoice;
  /** Names of the engine's packages with binaries, such as `linux-x64-vulkan`. */
  readonly binaries: readonly string[];
  /** Of the backends that were tried. */
  readonly trials: Readonly<Partial<Record<BackendName, DevicesAnswer>>>;
  /** Where the model runs; absent: it was not loaded. */
  readonly used?: { readonly device: string; readonly gpuLayers: number };
}

/** Backends that the engine has binaries of for this kind of machine, best first. */
export function backendsOf(platform: string, arch: string): readonly BackendName[] {
  if (platform === "darwin") return arch === "arm64" ? ["metal"] : [];
  return arch === "x64" ? ["cuda", "vulkan"] : [];
}

/** Whether the package with the binaries of a backend is installed. On a Mac it is the only one. */
export const hasBinary = (binaries: readonly string[], backend: BackendName): boolean =>
  binaries.some((name) => name.split("-").includes(backend));

/** Which backends were tried, and why each is used or not. Pure. */
export function graphicsFindings(facts: GraphicsFacts): readonly Finding[] {
  const possible = backendsOf(facts.platform, facts.arch);
  return backendNames.map((backend) => {
    const finding = { group: "graphics", name: title[backend] } as const;
    if (!possible.includes(backend))
      return { ...finding, state: "ok", detail: `not used: not for ${facts.platform} on ${facts.arch}` };
    if (!hasBinary(facts.binaries, backend))
      return { ...finding, state: "ok", detail: "not used: its binaries are not in this installation" };
    return { ...finding, ...judge(backend, facts) };
  });
}

const title: Readonly<Record<BackendName, string>> = { cuda: "CUDA", vulkan: "Vulkan", metal: "Metal" };

function judge(backend: BackendName, facts: GraphicsFacts): Pick<Finding, "state" | "detail" | "fix"> {
  const { setting, trials, used } = facts;
  const trial = trials[backend];
  if (trial === undefined) return { state: "ok", detail: "not tried" };
  if ("reason" in trial) {
    const isWanted = setting === backend;
    return {
      state: isWanted ? "note" : "ok",
      detail: `not used: ${trial.reason}`,
      ...(isWanted && { fix: { setting: "ponder.engine.gpu" } }),
    };
  }
  const there = `${trial.devices.join(", ")}, ${gigabytes(trial.freeBytes)} of ${gigabytes(trial.totalBytes)} free`;
  if (used !== undefined && used.gpuLayers > 0 && trial.devices.some((device) => used.device.includes(device)))
    return { state: "ok", detail: `used: ${there}` };
  if (setting === "auto" || setting === backend)
    return used === undefined || used.gpuLayers > 0
      ? { state: "ok", detail: `works: ${there}` }
      : { state: "note", detail: `works, and is not used: ${there}`, fix: { command: "tryGpu" } };
  return { state: "ok", detail: `not used, as set: ${there}`, fix: { setting: "ponder.engine.gpu" } };
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
