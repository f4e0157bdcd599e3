import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { writeAtomically } from "../../chat/conversations/writeAtomically.js";
import { describe, type LogSink } from "../../log.js";
import { parseCheckpoint, type Checkpoint } from "./checkpoint.js";

/** What is kept at most, the oldest go first: bytes of all files together, number of files, age in milliseconds. */
export const checkpointLimits = { bytes: 32 * 1024 * 1024, files: 200, ageMs: 7 * 24 * 60 * 60 * 1000 };

/** Checkpoints as files, one each, in a folder of the conversations' storage. Knows nothing of the editor. */
export class CheckpointFiles {
  readonly #folder: string;
  readonly #log: LogSink;
  readonly #limits: typeof checkpointLimits;
  /** Those that are not on disk yet. */
  readonly #waiting = new Map<number, Checkpoint>();
  #writing: Promise<void> = Promise.resolve();
  #last = 0;

  constructor(options: { readonly folder: string; readonly log: LogSink; readonly limits?: typeof checkpointLimits }) {
    this.#folder = options.folder;
    this.#log = options.log;
    this.#limits = options.limits ?? checkpointLimits;
  }

  /** Keeps a checkpoint. It counts from now on, and is on disk soon; a disk that refuses is only logged. */
  add(checkpoint: Omit<Checkpoint, "at">): void {
    const at = Math.max(Date.now(), this.#last + 1);
    this.#last = at;
    this.#waiting.set(at, { ...checkpoint, at });
    this.#writing = this.#writing.then(() => this.#write(at));
  }

  /** All that there are of these turns, the oldest first. */
  async of(turnIds: ReadonlySet<string>): Promise<readonly Checkpoint[]> {
    const read = await Promise.all((await this.#names()).map((name) => this.#read(name)));
    const all = [...read.filter((one) => one !== undefined), ...this.#waiting.values()];
    const byTime = new Map(all.map((one) => [one.at, one]));
    return [...byTime.values()].filter(({ turnId }) => turnIds.has(turnId)).sort((a, b) => a.at - b.at);
  }

  async delete(checkpoints: readonly Checkpoint[]): Promise<void> {
    await this.#writing;
    for (const { at } of checkpoints) {
      this.#waiting.delete(at);
      await rm(this.#file(at), { force: true });
    }
  }

  /** Ends with everything on disk. */
  async dispose(): Promise<void> {
    await this.#writing;
  }

  /** Never throws. */
  async #write(at: number): Promise<void> {
    const checkpoint = this.#waiting.get(at);
    if (!checkpoint) return;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeAtomically(this.#file(at), JSON.stringify(checkpoint), () => Promise.resolve(true));
      this.#waiting.delete(at);
      await this.#tidy();
    } catch (error) {
      this.#log.error(`A checkpoint could not be kept on disk: ${describe(error)}`);
    }
  }

  async #read(name: string): Promise<Checkpoint | undefined> {
    try {
      return parseCheckpoint(await readFile(path.join(this.#folder, name), "utf8"));
    } catch (error) {
      this.#log.warn(`A checkpoint cannot be read: ${describe(error)}`);
      return undefined;
    }
  }

  async #tidy(): Promise<void> {
    const names = (await this.#names()).toSorted((a, b) => timeOf(b) - timeOf(a));
    let bytes = 0;
    for (const [at, name] of names.entries()) {
      const file = path.join(this.#folder, name);
      bytes += (await stat(file)).size;
      const isOld = Date.now() - timeOf(name) > this.#limits.ageMs;
      // The newest one stays, however large it is.
      if (at > 0 && (isOld || at >= this.#limits.files || bytes > this.#limits.bytes)) await rm(file, { force: true });
    }
  }

  async #names(): Promise<readonly string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => /^\d+\.json$/.test(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  #file(at: number): string {
    return path.join(this.#folder, `${at}.json`);
  }
}

function timeOf(name: string): number {
  return Number.parseInt(name, 10);
}
