import { readFileSync } from "node:fs";
import os from "node:os";
import { ownCpuQuota } from "./cpuQuota.js";

/** What is known of the processors. */
export interface CpuReadings {
  readonly physicalCores: number;
  /** Logical processors that this process may run on. */
  readonly available: number;
  /** Processors that a control group leaves to this process, also a fraction; undefined: no limit. */
  readonly quota: number | undefined;
  readonly onBattery: boolean;
}

/**
 * Threads for the engine. One physical core is left to the editor: with as many threads as cores the threads wait for
 * each other on barriers and everything gets slower by orders of magnitude on a busy machine. On a battery half of
 * them work.
 *
 * @param wanted the setting; 0: decide.
 * @returns at least 1, never more than `available` and the quota.
 */
export function threadCount(wanted: number, cpu: CpuReadings): number {
  // More than may run at a time wait for each other, whoever wanted them.
  if (wanted > 0) return Math.max(1, Math.min(wanted, cpu.available, Math.ceil(cpu.quota ?? Infinity)));
  const cores = Math.min(cpu.physicalCores, cpu.available, Math.floor(cpu.quota ?? Infinity));
  const threads = Math.max(1, cores - 1);
  return cpu.onBattery ? Math.ceil(threads / 2) : threads;
}

/**
 * Counts the physical cores in the text of Linux' `/proc/cpuinfo`.
 *
 * @returns undefined when the text does not say it, as on ARM and in some virtual machines.
 */
export function parsePhysicalCores(cpuinfo: string): number | undefined {
  const cores = new Set<string>();
  for (const processor of cpuinfo.split(/\n\s*\n/)) {
    const core = /^core id\s*:\s*(\d+)/m.exec(processor)?.[1];
    const socket = /^physical id\s*:\s*(\d+)/m.exec(processor)?.[1];
    if (core !== undefined) cores.add(`${socket ?? "0"}/${core}`);
  }
  return cores.size === 0 ? undefined : cores.size;
}

/** This machine's physical cores: read where the system tells, else half of the logical ones on x64. */
export function physicalCores(): number {
  const available = os.availableParallelism();
  const known = process.platform === "linux" ? readCores() : undefined;
  if (known !== undefined) return Math.min(known, available);
  // ARM processors have no second thread per core.
  return process.arch === "x64" && available > 2 ? Math.ceil(available / 2) : available;
}

function readCores(): number | undefined {
  try {
    return parsePhysicalCores(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    // A container may hide the file; the estimate serves then.
    return undefined;
  }
}

/** This machine's processors as they are now. */
export const readCpu = (onBattery: boolean): CpuReadings => ({
  physicalCores: physicalCores(),
  available: os.availableParallelism(),
  quota: ownCpuQuota(),
  onBattery,
});
