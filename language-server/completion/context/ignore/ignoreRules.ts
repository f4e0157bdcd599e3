import { realpath } from "node:fs/promises";
import type { Log } from "../../../log.js";
import type { Clock } from "../../clock.js";
import type { WorkspaceFolders } from "../workspaceFolders.js";
import { excludeGlobs } from "./excludeGlobs.js";
import { IgnoreFiles } from "./ignoreFiles.js";
import type { IgnoreReason } from "../../../../protocol/context.js";
import { isSecretsFile } from "./secretsFile.js";
import { diskPath, readUri } from "./uriPath.js";

/** How long an answer holds before the disk is looked at again, in milliseconds. */
const holdsMs = 2_000;
/** More answers than this are not kept. */
const mostKept = 500;

/** What {@link IgnoreRules} needs. */
export interface IgnoreRulesParts {
  readonly clock: Pick<Clock, "now">;
  readonly log: Pick<Log, "debug" | "warn">;
  readonly folders: WorkspaceFolders;
  /** The globs of `ponder.completion.exclude` for a document. */
  readonly excluded: (uri: string) => Promise<readonly string[]>;
}

/**
 * Says which files are left alone: no completions in them, and nothing of them in a prompt. Of the disk it reads the
 * ignore files, and where a link leads; both the link and its target are judged. What cannot be judged is left alone.
 */
export class IgnoreRules {
  readonly #parts: IgnoreRulesParts;
  readonly #files: IgnoreFiles;
  readonly #known = new Map<string, { readonly reason: IgnoreReason | undefined; readonly at: number }>();
  readonly #running = new Map<string, Promise<IgnoreReason | undefined>>();

  constructor(parts: IgnoreRulesParts) {
    this.#parts = parts;
    this.#files = new IgnoreFiles({ log: parts.log, ignoreCase: parts.folders.ignoreCase });
  }

  /** Sync where it was asked a moment ago. */
  reasonFor(uri: string): IgnoreReason | undefined | Promise<IgnoreReason | undefined> {
    const { clock } = this.#parts;
    const known = this.#known.get(uri);
    if (known !== undefined && clock.now() - known.at < holdsMs) return known.reason;
    const running = this.#running.get(uri);
    if (running !== undefined) return running;
    const work = this.#judge(uri)
      .then((reason) => {
        if (this.#running.get(uri) !== work) return reason;
        if (this.#known.size >= mostKept) this.#known.clear();
        this.#known.set(uri, { reason, at: clock.now() });
        return reason;
      })
      .finally(() => {
        if (this.#running.get(uri) === work) this.#running.delete(uri);
      });
    this.#running.set(uri, work);
    return work;
  }

  /** Settings or workspace folders changed. */
  forget(): void {
    this.#known.clear();
    this.#running.clear();
  }

  async #judge(uri: string): Promise<IgnoreReason | undefined> {
    try {
      return await this.#reasonOf(uri);
    } catch (error) {
      this.#parts.log.debug(`A file is left alone: ${error instanceof Error ? error.message : String(error)}`);
      return "ignoredFile";
    }
  }

  async #reasonOf(uri: string): Promise<IgnoreReason | undefined> {
    const { folders, excluded } = this.#parts;
    const parts = readUri(uri);
    if (parts === undefined) throw new Error("its URI cannot be read");
    if (isSecretsFile(parts.path)) return "secretsFile";
    const inFolder = folders.find(uri)?.path ?? parts.path.replace(/^\/+/, "");
    if (excludeGlobs(await excluded(uri), folders.ignoreCase)(inFolder)) return "excluded";

    const path = diskPath(parts);
    if (path === undefined) return undefined;
    const real = await realPath(path);
    if (isSecretsFile(real)) return "secretsFile";
    const roots = folders.diskPaths();
    if (await this.#files.isIgnored(path, roots)) return "ignoredFile";
    if (real === path) return undefined;
    const realRoots = await Promise.all(roots.map(realPath));
    return (await this.#files.isIgnored(real, realRoots)) ? "ignoredFile" : undefined;
  }
}

/** Where links lead to; a file that was never saved is where it says. */
async function realPath(path: string): Promise<string> {
  try {
    const real = await realpath(path);
    return process.platform === "win32"
      ? real.replaceAll("\\", "/").replace(/^[A-Z]:/, (drive) => drive.toLowerCase())
      : real;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return path;
    throw error;
  }
}
