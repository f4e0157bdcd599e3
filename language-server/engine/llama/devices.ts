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

/** What `devices.cjs` answers: what it found, or why it found nothing. */
export type DevicesAnswer = GpuDevices | { readonly reason: string };

/** A driver that takes longer is none to rely on, in milliseconds. */
const limitMs = 30_000;

/**
 * Looks for devices in a process of its own: a driver that crashes or hangs ends that process alone.
 *
 * @param program path of `devices.cjs`.
 * @returns undefined when there are none.
 */
export async function findDevices(
  program: string,
  gpu: GpuChoice,
  signal: AbortSignal,
): Promise<GpuDevices | undefined> {
  const answer = await tryDevices(program, gpu, signal);
  return "reason" in answer ? undefined : answer;
}

/** As {@link findDevices}; says why there are none. */
export function tryDevices(program: string, gpu: GpuChoice, signal: AbortSignal): Promise<DevicesAnswer> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = fork(program, [gpu], { execArgv: [], stdio: "ignore", timeout: limitMs, killSignal: "SIGKILL" });
    let answer: DevicesAnswer | undefined;
    const abort = () => child.kill("SIGKILL");
    signal.addEventListener("abort", abort, { once: true });
    child.once("message", (message) => (answer = readAnswer(message)));
    const end = (reason: string) => {
      signal.removeEventListener("abort", abort);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve(answer ?? { reason });
    };
    child.once("exit", (code, killer) =>
      end(
        killer === "SIGKILL"
          ? `its driver does not answer within ${String(limitMs / 1000)} seconds`
          : `its driver ends the process (${killer ?? `exit code ${String(code)}`})`,
      ),
    );
    child.once("error", (error) => end(error.message));
  });
}

function readAnswer(message: unknown): DevicesAnswer | undefined {
  if (isDevices(message)) return message;
  const { reason } = (message ?? {}) as { readonly reason?: unknown };
  return typeof reason === "string" ? { reason } : undefined;
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
