import { constants } from "node:fs";
import { copyFile, lstat, mkdir, mkdtemp, readlink, realpath, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { linkPackages } from "./linkPackages.js";
import { listFiles } from "./listFiles.js";

/** What a copy may hold. */
export interface CopyLimits {
  readonly files: number;
  readonly bytes: number;
}

const defaultLimits: CopyLimits = { files: 50_000, bytes: 1_000_000_000 };

/** The work tree is too large to be copied. */
export class TooLargeToCopy extends Error {}

/** A throw-away copy of a work tree. */
export interface WorkTreeCopy {
  /** Absolute. */
  readonly path: string;
  /** Deletes it. */
  dispose(): Promise<void>;
}

/**
 * Copies the tracked and untracked files of a folder into a temporary one, with its installed packages linked, and
 * writes texts over some of them. The folder itself is only read.
 *
 * @param texts by path relative to the folder: what the editor holds but the disk does not.
 * @throws TooLargeToCopy before anything is copied; `signal.reason`.
 */
export async function copyWorkTree(
  folder: string,
  texts: ReadonlyMap<string, string>,
  signal: AbortSignal,
  limits: CopyLimits = defaultLimits,
): Promise<WorkTreeCopy> {
  const files = await listFiles(folder, signal);
  if (files.length > limits.files) throw new TooLargeToCopy(`${String(files.length)} files`);
  await refuseTooLarge(folder, files, limits);
  // Of its real name: tools compare it with what they resolve.
  const copy = await realpath(await mkdtemp(path.join(os.tmpdir(), "ponder-verify-")));
  const dispose = () => rm(copy, { recursive: true, force: true, maxRetries: 5 });
  try {
    for (const file of files) {
      signal.throwIfAborted();
      await copyOne(folder, copy, file);
    }
    await linkPackages(folder, copy, foldersOf(files));
    for (const [file, text] of texts) {
      const target = path.join(copy, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, text);
    }
    return { path: copy, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function refuseTooLarge(folder: string, files: readonly string[], limits: CopyLimits): Promise<void> {
  let bytes = 0;
  for (const file of files) {
    bytes += (await lstat(path.join(folder, file)).catch(() => undefined))?.size ?? 0;
    if (bytes > limits.bytes) throw new TooLargeToCopy(`more than ${String(Math.round(limits.bytes / 1e6))} MB`);
  }
}

async function copyOne(folder: string, copy: string, file: string): Promise<void> {
  const [from, to] = [path.join(folder, file), path.join(copy, file)];
  // A file that git knows may have been deleted.
  const stats = await lstat(from).catch(() => undefined);
  if (stats === undefined) return;
  if (stats.isSymbolicLink()) {
    const target = await readlink(from);
    const inside = path.relative(folder, path.resolve(path.dirname(from), target));
    // A link out of the tree, or by a full name into it, would lead the command to what is no copy.
    if (path.isAbsolute(target) || inside.startsWith("..") || path.isAbsolute(inside)) return;
    await mkdir(path.dirname(to), { recursive: true });
    await symlink(target, to);
  } else if (stats.isFile()) {
    await mkdir(path.dirname(to), { recursive: true });
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}

/** The folders that hold files, and all above them. */
function foldersOf(files: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>(["."]);
  for (const file of files) {
    for (let at = path.dirname(file); at !== "." && !folders.has(at); at = path.dirname(at)) folders.add(at);
  }
  return folders;
}
