import { readFileSync } from "node:fs";

/** Linux reports times to programs in hundredths of a second, whatever the kernel counts in (man 5 proc). */
const msPerTick = 10;

/**
 * CPU time that a process and its threads have used so far, in milliseconds, user and system together; in steps of
 * 10 ms. Another program on the machine stretches the wall time but hardly this.
 *
 * @returns undefined where the system does not tell.
 */
export function cpuTime(pid: number): number | undefined {
  const stat = readProc(pid, "stat");
  // The name in brackets may hold spaces and brackets; the fields are counted from behind the last one.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system] = [Number(fields?.[11]), Number(fields?.[12])];
  return Number.isNaN(user + system) ? undefined : (user + system) * msPerTick;
}

/** Memory of a process, in bytes. */
export interface ProcessMemory {
  /** All that is in the machine's memory, shared pages such as a mapped model included. */
  readonly resident: number;
  /** What is the process's own: heap, KV cache, weights that were arranged anew. */
  readonly anonymous: number;
}

/** Memory of a process at this moment; undefined where the system does not tell. */
export function processMemory(pid: number): ProcessMemory | undefined {
  const status = readProc(pid, "status");
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status ?? "")?.[1]);
  const memory = { resident: field("VmRSS") * 1024, anonymous: field("RssAnon") * 1024 };
  return Number.isNaN(memory.resident + memory.anonymous) ? undefined : memory;
}

function readProc(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    // Another system than Linux, or the process has ended.
    return undefined;
  }
}
