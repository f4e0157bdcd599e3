import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { SelfTestResult } from "./completionSelfTest.js";

/** Raised when holes or forms change so much that old results say nothing any more. */
const version = 1;
/** Models that are remembered. */
const size = 50;

interface Entry extends SelfTestResult {
  /** Whose result it is: a hash, or what stands for one. */
  readonly model: string;
}

/** Remembers the results of self-tests in a small file that may be lost. Written by several servers at a time. */
export class SelfTestStore {
  readonly #file: string;

  /** @param file absolute path; its folder need not be there. */
  constructor(file: string) {
    this.#file = file;
  }

  /** The result of a model. A file that is missing or damaged knows none. */
  async get(model: string): Promise<SelfTestResult | undefined> {
    return (await this.#read()).find((entry) => entry.model === model);
  }

  /** Keeps a result; the oldest one over {@link size} is dropped. Throws what the file system throws. */
  async set(model: string, { form, exact, holes }: SelfTestResult): Promise<void> {
    const others = (await this.#read()).filter((entry) => entry.model !== model);
    const entries = [...others, { model, form, exact, holes }].slice(-size);
    await mkdir(path.dirname(this.#file), { recursive: true });
    // Another server that reads meanwhile sees the old file or the new one.
    const temporary = `${this.#file}.${String(process.pid)}`;
    await writeFile(temporary, JSON.stringify({ version, entries }), { mode: 0o600 });
    await rename(temporary, this.#file);
  }

  async #read(): Promise<readonly Entry[]> {
    try {
      const content = JSON.parse(await readFile(this.#file, "utf8")) as { version?: unknown; entries?: unknown };
      if (content.version !== version || !Array.isArray(content.entries)) return [];
      return content.entries.filter(isEntry);
    } catch {
      return [];
    }
  }
}

function isEntry(value: unknown): value is Entry {
  const { model, form, exact, holes } = (value ?? {}) as Partial<Record<keyof Entry, unknown>>;
  return (
    typeof model === "string" && typeof form === "string" && typeof exact === "number" && typeof holes === "number"
  );
}
