import { statfs } from "node:fs/promises";
import path from "node:path";

/** Bytes that are free where a folder is, or would be. @returns undefined where the system does not tell. */
export async function freeSpace(folder: string): Promise<number | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = await statfs(at).catch(() => undefined);
    if (found !== undefined) return found.bavail * found.bsize;
    if (path.dirname(at) === at) return undefined;
  }
}
