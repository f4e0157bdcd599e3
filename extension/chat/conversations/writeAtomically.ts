import { open, rename, rm } from "node:fs/promises";
import path from "node:path";

/** How a temporary file ends; one that a crash left behind is removed later. */
export const temporaryEnding = ".tmp";
/** Windows refuses to replace a file that a scanner or an indexer holds open: pauses before the next try, in ms. */
const retryPauses: readonly number[] = [10, 40, 160, 640];

/** Tells one state of a file from another: each save makes a new file. */
export interface FileStamp {
  readonly inode: bigint;
  readonly modifiedNs: bigint;
}

/**
 * Puts `text` in the place of a file: whoever reads it, also after a crash or a power cut at any moment, finds the old
 * text or the new one, complete.
 *
 * @param mayReplace asked at the last moment; with `false` the file stays as it is.
 * @returns the new file's stamp, or `undefined` when it was not replaced.
 * @throws what the file system throws; the file is then as it was.
 */
export async function writeAtomically(
  file: string,
  text: string,
  mayReplace: () => Promise<boolean>,
): Promise<FileStamp | undefined> {
  const temporary = `${file}.${process.pid}-${Date.now()}${temporaryEnding}`;
  try {
    const handle = await open(temporary, "wx", 0o600);
    let stamp: FileStamp;
    try {
      await handle.writeFile(text);
      await handle.sync();
      const { ino, mtimeNs } = await handle.stat({ bigint: true });
      stamp = { inode: ino, modifiedNs: mtimeNs };
    } finally {
      await handle.close();
    }
    if (!(await mayReplace())) {
      await rm(temporary, { force: true });
      return undefined;
    }
    await replace(temporary, file);
    await syncFolder(path.dirname(file));
    return stamp;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function replace(from: string, to: string): Promise<void> {
  for (const pause of retryPauses) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (process.platform !== "win32" || (code !== "EPERM" && code !== "EBUSY" && code !== "EACCES")) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  await rename(from, to);
}

/** The new name is on disk, too. Not all systems can do it (Windows cannot); there the name is safe a little later. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // The text itself is safe.
  }
}
