import os from "node:os";

/** Memory for programs, in bytes. */
export interface MemoryReadings {
  /** Of the machine, or of the container that this process is in. */
  readonly total: number;
  /** What programs can still get, caches of files included. */
  readonly available: number;
}

/** Memory of this machine as it is now; a limit of a control group counts. */
export function readMemory(): MemoryReadings {
  // Without a limit some systems answer with the largest number there is, some with 0, and some with nothing.
  const limit = process.constrainedMemory();
  const total = limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem();
  return { total, available: Math.min(process.availableMemory(), total) };
}

/** Graphics memory, as the engine's library tells it. */
export interface GpuReadings {
  /** The devices as they call themselves. */
  readonly devices: readonly string[];
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** What is known of the machine that a model is to run on. */
export interface MachineReadings {
  readonly memory: MemoryReadings;
  readonly physicalCores: number;
  /** Threads that the engine uses. */
  readonly threads: number;
  readonly onBattery: boolean;
  /** Bytes per second that so many threads read from memory. */
  readonly bandwidth: number;
  /** Absent: no device computes for us. */
  readonly gpu?: GpuReadings;
}
