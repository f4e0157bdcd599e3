import { readFileSync } from "node:fs";
import os from "node:os";

/**
 * Threads for the engine. One physical core is left to the editor: with as many threads as cores the threads wait for
 * each other on barriers and everything gets slower by orders of magnitude on a busy machine.
 *
 * @param wanted the setting; 0: one less than the physical cores, at least 1.
 * @returns at least 1, never more than `available`.
 */
export function threadCount(wanted: number, physicalCores: number, available: number): number {
  const threads = wanted > 0 ? wanted : physicalCores - 1;
  return Math.max(1, Math.min(threads, available));
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
