import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** Output of git that is read, in bytes: about a million paths. */
const largestList = 64 * 1024 * 1024;
/** Folders that hold what others made: they are linked or left out, never copied. */
export const linkedFolders: ReadonlySet<string> = new Set(["node_modules", ".venv", "venv"]);
const leftOut: ReadonlySet<string> = new Set([".git", ".hg", ".svn"]);

/**
 * The files of a folder that make up the work tree, relative to it: tracked and untracked ones, but not the ignored
 * ones. Where git does not know the folder, all but the folders of packages and of version control.
 */
export async function listFiles(folder: string, signal: AbortSignal): Promise<readonly string[]> {
  return (await listedByGit(folder, signal)) ?? (await walk(folder, "", signal));
}

async function listedByGit(folder: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
  // What a repository's own configuration could make git execute is switched off.
  const safe = ["-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false", "-c", "core.hooksPath=/dev/null"];
  try {
    const { stdout } = await promisify(execFile)(
      "git",
      [...safe, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
      // Without optional locks git writes nothing, not even a refreshed index.
      { cwd: folder, signal, maxBuffer: largestList, env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" } },
    );
    return [...new Set(stdout.split("\0").filter((name) => name !== ""))];
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function walk(folder: string, inside: string, signal: AbortSignal): Promise<readonly string[]> {
  signal.throwIfAborted();
  const files: string[] = [];
  for (const entry of await readdir(path.join(folder, inside), { withFileTypes: true })) {
    const name = path.join(inside, entry.name);
    if (linkedFolders.has(entry.name) || leftOut.has(entry.name)) continue;
    if (entry.isDirectory()) files.push(...(await walk(folder, name, signal)));
    else if (entry.isFile() || entry.isSymbolicLink()) files.push(name);
  }
  return files;
}
