import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/**
 * Size of all files in a folder and below.
 *
 * @param {string} folder
 * @returns {Promise<number>} bytes
 */
export async function folderBytes(folder) {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(path.join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
