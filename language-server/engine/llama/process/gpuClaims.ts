import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What one engine process tells the others about its use of the GPU. */
export interface GpuClaim {
  readonly pid: number;
  /** When the process was started, as the system writes it; process ids are used again. */
  readonly started: string;
  /** Which model with which choice of GPU. */
  readonly key: string;
  /**
   * `waiting` for the turn to load, `loading` from before the first native call until the GPU has computed something.
   */
  readonly state: "waiting" | "loading" | "ready";
  /** Graphics memory it took, once that is known. */
  readonly vramBytes: number;
  /** Graphics memory that it has planned for, and takes when it needs it. */
  readonly plannedBytes: number;
  /** When it got in line, in milliseconds since the epoch. */
  readonly at: number;
}

/** A crash is forgotten after this time, in milliseconds: drivers get better. */
const rememberMs = 7 * 24 * 60 * 60_000;
/** Longest wait for others, in milliseconds: a big model from a slow disk takes minutes, a hung process takes for ever. */
const patienceMs = 3 * 60_000;
const pollMs = 250;
/** Nobody waits and loads for longer than this, in milliseconds. */
const longestLoadMs = 20 * 60_000;

/**
 * A small file per engine process that uses the GPU. Another window sees by it who has the graphics memory, and one at a
 * time loads; when a process dies while it loads, its file stays and keeps the next one from dying the same way.
 *
 * Without a folder to write to all of this is missing, and nothing else.
 */
export class GpuClaims {
  readonly #folder: string;
  readonly #file: string;
  #own: GpuClaim | undefined;

  constructor(folder: string) {
    this.#folder = path.join(folder, "gpu");
    this.#file = path.join(this.#folder, `${String(process.pid)}-${Date.now().toString(36)}.json`);
  }

  /**
   * Waits for the turn to load on the GPU, and begins. What memory is free can be read then: the others wait for this one.
   *
   * Everybody shows a file before he looks at the files of the others, so of two at the same instant at least one sees
   * the other. The younger takes his away again and waits until no older one stands in line; the older keeps his and waits
   * until nobody else does (the one-bit algorithm of Burns and Lamport, with the age as the order).
   *
   * @param waits told at every look, while there is something to wait for.
   * @returns false: it took too long, and this one stands in line no more. When `signal` aborts it throws its reason.
   */
  async begin(key: string, signal: AbortSignal, waits: () => void): Promise<boolean> {
    const own = {
      pid: process.pid,
      started: processStart(process.pid) ?? "",
      key,
      vramBytes: 0,
      plannedBytes: 0,
      at: Date.now(),
    };
    const isOlderInLine = () => this.#inLine().some((other) => isBefore(other, own));
    for (const until = Date.now() + patienceMs; Date.now() < until;) {
      if (!isOlderInLine()) {
        this.#write({ ...own, state: "waiting" });
        if (this.#inLine().length === 0) {
          this.#write({ ...own, state: "loading" });
          return true;
        }
        if (isOlderInLine()) this.end();
      }
      waits();
      await sleep(pollMs, undefined, { signal }).catch(() => this.end());
      signal.throwIfAborted();
    }
    this.end();
    return false;
  }

  /** Loading goes on with something else. */
  goOn(key: string): void {
    if (this.#own !== undefined) this.#write({ ...this.#own, key });
  }

  /** What this one is going to take of the graphics memory, in bytes: the others leave it free. */
  plan(plannedBytes: number): void {
    if (this.#own !== undefined) this.#write({ ...this.#own, plannedBytes });
  }

  /** The GPU has computed something. */
  ready(vramBytes: number): void {
    if (this.#own !== undefined) this.#write({ ...this.#own, state: "ready", vramBytes });
  }

  /** The GPU is not used any more. Synchronous: also for the last moment of a process. */
  end(): void {
    if (this.#own === undefined) return;
    this.#own = undefined;
    remove(this.#file);
  }

  /** Claims of other processes that are alive. Files of the dead are removed, except those that tell of a crash. */
  others(): readonly GpuClaim[] {
    return this.#read().flatMap(({ file, claim }) => {
      if (claim.pid === process.pid && file === this.#file) return [];
      if (isAlive(claim)) return [claim];
      if (claim.state !== "loading" || Date.now() - claim.at > rememberMs) remove(file);
      return [];
    });
  }

  /** Others that have a model on the GPU. */
  users(): readonly GpuClaim[] {
    return this.others().filter(({ state }) => state === "ready");
  }

  /** Graphics memory that is free and not to be had, in bytes. */
  plannedByOthers(): number {
    return this.users().reduce((sum, { plannedBytes }) => sum + plannedBytes, 0);
  }

  /** Whether a process died while it loaded this. */
  crashed(key: string): boolean {
    return this.#crashes(key).length > 0;
  }

  /** The user wants another try. */
  forgive(key: string): void {
    for (const file of this.#crashes(key)) remove(file);
  }

  /** Others that load or are going to. */
  #inLine(): readonly GpuClaim[] {
    return this.others().filter(({ state }) => state !== "ready");
  }

  #crashes(key: string): string[] {
    return this.#read().flatMap(({ file, claim }) =>
      claim.key === key && claim.state === "loading" && file !== this.#file && !isAlive(claim) ? [file] : [],
    );
  }

  #write(claim: GpuClaim): void {
    this.#own = claim;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      // Whole at every moment: half a file would be nobody's.
      writeFileSync(`${this.#file}~`, JSON.stringify(claim), { mode: 0o600 });
      renameSync(`${this.#file}~`, this.#file);
    } catch {
      // A home that cannot be written to: the next process knows nothing, as if this one had never been.
    }
  }

  #read(): { readonly file: string; readonly claim: GpuClaim }[] {
    return listFiles(this.#folder).flatMap((file) => {
      try {
        const claim: unknown = JSON.parse(readFileSync(file, "utf8"));
        return isClaim(claim) ? [{ file, claim }] : [];
      } catch {
        // Removed meanwhile, or being written.
        return [];
      }
    });
  }
}

/** Who stood in line first; of two at the same time it is the one with the lower process id. */
export function isBefore(a: Pick<GpuClaim, "at" | "pid">, b: Pick<GpuClaim, "at" | "pid">): boolean {
  return a.at === b.at ? a.pid < b.pid : a.at < b.at;
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A folder that cannot be written to any more; see `#write`.
  }
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => (name.endsWith(".json") ? [path.join(folder, name)] : []));
  } catch {
    return [];
  }
}

function isClaim(value: unknown): value is GpuClaim {
  if (typeof value !== "object" || value === null) return false;
  const { pid, started, key, state, vramBytes, plannedBytes, at } = value as Record<string, unknown>;
  return (
    typeof pid === "number" &&
    typeof started === "string" &&
    typeof key === "string" &&
    (state === "waiting" || state === "loading" || state === "ready") &&
    typeof vramBytes === "number" &&
    typeof plannedBytes === "number" &&
    typeof at === "number"
  );
}

function isAlive({ pid, started, state, at }: GpuClaim): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // No permission means that it is there.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  if (started !== "") return (processStart(pid) ?? started) === started;
  // Nobody knows whether it is still that process. Not after the system was started, and no load takes that long.
  const age = Date.now() - at;
  return age < os.uptime() * 1000 && (state === "ready" || age < longestLoadMs);
}

/** Field 22 of `/proc/<pid>/stat` (proc(5)): ticks since the system started. Other systems: undefined. */
function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    // The name in field 2 may hold spaces and brackets; it ends with the last bracket.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
