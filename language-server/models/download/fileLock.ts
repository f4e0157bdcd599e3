import { link, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import os from "node:os";

/** Times of a lock, in milliseconds. */
export interface LockLimits {
  /** How often its owner shows that it lives. */
  readonly beatMs: number;
  /** Without a sign for so long, or without its process, it belongs to nobody. */
  readonly staleMs: number;
}

/** Who holds a lock. */
interface Owner {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
}

/** A lock that is held. */
export interface FileLock {
  /** Aborts when somebody else took it, as after a long sleep of this machine. */
  readonly lost: AbortSignal;
  /** Looks whether it still is ours. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** The locks of this process: one that names this process and is not among them was left by an earlier one. */
const ours = new Set<string>();

/**
 * Keeps two programs from fetching the same file. Its owner touches it regularly; a lock whose process is gone, or that
 * nobody touched for a while by the watch of whoever waits (clocks of file servers differ, and process ids come back),
 * is taken over. Two owners for a moment do no harm: both would write the same verified bytes.
 */
export class FileLocks {
  readonly #file: string;
  readonly #limits: LockLimits;
  readonly #now: () => number;
  #seen: { readonly mtimeMs: number; readonly at: number } | undefined;

  constructor(file: string, limits: LockLimits, now: () => number = () => performance.now()) {
    this.#file = file;
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * Tries to get the lock.
   *
   * @returns undefined while a living owner has it.
   * @throws what the file system throws.
   */
  async tryAcquire(): Promise<FileLock | undefined> {
    const owner: Owner = { token: randomUUID(), pid: process.pid, host: os.hostname() };
    if (await this.#create(owner)) return this.#hold(owner);
    const holder = await this.#readOwner();
    if (!(await this.#isStale(holder))) return undefined;
    await this.#takeAway(holder);
    return (await this.#create(owner)) ? this.#hold(owner) : undefined;
  }

  async #create(owner: Owner): Promise<boolean> {
    try {
      const handle = await open(this.#file, "wx");
      try {
        await handle.writeFile(JSON.stringify(owner));
      } finally {
        await handle.close();
      }
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      throw error;
    }
  }

  /** @returns undefined when it is gone, or is just being written. */
  async #readOwner(): Promise<Owner | undefined> {
    try {
      const { token, pid, host } = JSON.parse(await readFile(this.#file, "utf8")) as Partial<Record<keyof Owner, unknown>>;
      if (typeof token !== "string" || typeof pid !== "number" || typeof host !== "string") return undefined;
      return { token, pid, host };
    } catch {
      return undefined;
    }
  }

  async #isStale(holder: Owner | undefined): Promise<boolean> {
    if (holder?.host === os.hostname()) {
      if (holder.pid === process.pid && !ours.has(holder.token)) return true;
      if (!isAlive(holder.pid)) return true;
    }
    const { mtimeMs } = await stat(this.#file).catch(() => ({ mtimeMs: -1 }));
    if (mtimeMs !== this.#seen?.mtimeMs) {
      this.#seen = { mtimeMs, at: this.#now() };
      return false;
    }
    return this.#now() - this.#seen.at > this.#limits.staleMs;
  }

  /** Somebody else may take it away at the same moment, and even have a new one by then: that one is put back. */
  async #takeAway(holder: Owner | undefined): Promise<void> {
    const aside = `${this.#file}.${randomUUID()}`;
    try {
      await rename(this.#file, aside);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return;
      throw error;
    }
    const taken = await readFile(aside, "utf8").catch(() => "");
    if (holder !== undefined && !taken.includes(holder.token)) await link(aside, this.#file).catch(() => undefined);
    await rm(aside, { force: true });
  }

  #hold(owner: Owner): FileLock {
    ours.add(owner.token);
    const lost = new AbortController();
    const isHeld = async () => (await this.#readOwner())?.token === owner.token;
    const beat = async () => {
      if (await isHeld()) await utimes(this.#file, new Date(), new Date()).catch(() => undefined);
      else lost.abort(new Error("The lock was taken over"));
    };
    let running = Promise.resolve();
    const timer = setInterval(() => {
      running = running.then(beat);
    }, this.#limits.beatMs);
    timer.unref();
    return {
      lost: lost.signal,
      isHeld,
      release: async () => {
        clearInterval(timer);
        await running;
        ours.delete(owner.token);
        if (await isHeld()) await rm(this.#file, { force: true });
      },
    };
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return codeOf(error) === "EPERM";
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);
