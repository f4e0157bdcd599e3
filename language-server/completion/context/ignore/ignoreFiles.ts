import { lstat, readFile } from "node:fs/promises";
import ignore, { type Ignore } from "ignore";
import type { Log } from "../../../log.js";
import { rootedPatterns } from "./patterns.js";
import { relativeTo } from "./uriPath.js";

/** A larger one is not an ignore file, in bytes. */
const largestFile = 1_000_000;

/** An ignore file as it was read; another object once it changed. */
interface ReadFile {
  readonly stamp: string;
  /** Undefined: it is there but cannot be read. */
  readonly text: string | undefined;
}

/** What {@link IgnoreFiles} needs. */
export interface IgnoreFilesParts {
  readonly log: Pick<Log, "warn">;
  /** Whether file names that differ in case only are the same. */
  readonly ignoreCase: boolean;
}

/**
 * The rules of `.gitignore` and `.ponderignore` files, in every folder from the top to the file's own. The top is the
 * folder of the Git repository, or the workspace folder, whichever is further up. `.ponderignore` has the last word.
 */
export class IgnoreFiles {
  readonly #parts: IgnoreFilesParts;
  readonly #files = new Map<string, ReadFile>();
  readonly #rules = new Map<string, { readonly files: readonly (ReadFile | undefined)[]; readonly rules: Ignore }>();

  constructor(parts: IgnoreFilesParts) {
    this.#parts = parts;
  }

  /**
   * @param path absolute, with `/` as separator.
   * @param folders the workspace folders, in the same form.
   * @returns true as well where an ignore file cannot be read.
   * @throws where the disk does not even say whether there is one.
   */
  async isIgnored(path: string, folders: readonly string[]): Promise<boolean> {
    const chain = parents(path);
    const repository = (await Promise.all(chain.map(isRepository))).indexOf(true);
    const folder = chain.findLastIndex((parent) =>
      folders.some((each) => relativeTo(each, `${parent}/x`, this.#parts.ignoreCase) === "x"),
    );
    // From the file's own folder upwards; what is not found is no reason to go up to the root of the disk.
    const top = Math.max(repository, folder);
    const gitTop = repository < 0 ? folder : repository;
    if (top < 0) return false;
    const inside = chain.slice(0, top + 1).reverse();
    const names = [
      ...inside.slice(top - gitTop).map((parent) => `${parent}/.gitignore`),
      ...inside.map((parent) => `${parent}/.ponderignore`),
    ];
    const files = await Promise.all(names.map((name) => this.#read(name)));
    if (files.some((file) => file !== undefined && file.text === undefined)) return true;
    const root = inside[0] ?? "";
    return this.#rulesOf(`${root}\n${inside.at(-1) ?? ""}`, root, names, files).ignores(path.slice(root.length + 1));
  }

  #rulesOf(key: string, root: string, names: readonly string[], files: readonly (ReadFile | undefined)[]): Ignore {
    const known = this.#rules.get(key);
    if (known?.files.length === files.length && files.every((file, at) => file === known.files[at])) return known.rules;
    const rules = ignore({ ignorecase: this.#parts.ignoreCase });
    for (const [at, name] of names.entries()) {
      const text = files[at]?.text;
      if (text === undefined) continue;
      const folder = name.slice(root.length + 1, Math.max(root.length + 1, name.lastIndexOf("/")));
      const { patterns, costly } = rootedPatterns(text, folder);
      rules.add(patterns);
      if (costly.length > 0) this.#parts.log.warn(`${name}: ${costly.length} patterns with too many wild cards`);
    }
    this.#rules.set(key, { files, rules });
    return rules;
  }

  /** Reads an ignore file where it changed. Like Git it follows no link. */
  async #read(name: string): Promise<ReadFile | undefined> {
    const stats = await lstat(name).catch(absent);
    if (!stats?.isFile()) {
      this.#files.delete(name);
      return undefined;
    }
    const stamp = `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
    const known = this.#files.get(name);
    if (known?.stamp === stamp) return known;
    const text = stats.size > largestFile ? undefined : await readFile(name, "utf8").catch(() => undefined);
    if (text === undefined) this.#parts.log.warn(`${name} cannot be read: the files it is for are left alone`);
    const file = { stamp, text };
    this.#files.set(name, file);
    return file;
  }
}

/** A file that is not there has no rules; one that cannot be looked at fails. */
function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}

/** The folders a file is in, its own first, without the root of the disk. */
function parents(path: string): readonly string[] {
  const found: string[] = [];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) found.push(path.slice(0, end));
  return found;
}

async function isRepository(folder: string): Promise<boolean> {
  try {
    await lstat(`${folder}/.git`);
    return true;
  } catch {
    return false;
  }
}
