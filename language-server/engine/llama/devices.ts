import { fork } from "node:child_process";
import type { GpuChoice } from "../../../protocol/settings.js";

/** What the engine's library finds to compute on beside the processor. */
export interface GpuDevices {
  /** `cuda`, `vulkan` or `metal`. */
  readonly backend: string;
  /** The devices as they call themselves. */
  readonly devices: readonly string[];
  /** Graphics memory of all together, in bytes. */
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** A driver that takes longer is none to rely on, in milliseconds. */
const limitMs = 30_000;

/**
 * Looks for devices in a process of its own: a driver that crashes or hangs ends that process alone.
 *
 * @param program path of `devices.cjs`.
 * @returns undefined when there are none.
 */
export function findDevices(program: string, gpu: GpuChoice, signal: AbortSignal): Promise<GpuDevices | undefined> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = fork(program, [gpu], { execArgv: [], stdio: "ignore", timeout: limitMs, killSignal: "SIGKILL" });
    let found: GpuDevices | undefined;
    const abort = () => child.kill("SIGKILL");
    signal.addEventListener("abort", abort, { once: true });
    child.once("message", (message) => (found = isDevices(message) ? message : undefined));
    const end = () => {
      signal.removeEventListener("abort", abort);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve(found);
    };
    child.once("exit", end);
    child.once("error", end);
  });
}

function isDevices(value: unknown): value is GpuDevices {
  if (typeof value !== "object" || value === null) return false;
  const { backend, devices, totalBytes, freeBytes } = value as Readonly<Record<string, unknown>>;
  return (
    typeof backend === "string" &&
    Array.isArray(devices) &&
    devices.every((device) => typeof device === "string") &&
    typeof totalBytes === "number" &&
    typeof freeBytes === "number"
  );
}
