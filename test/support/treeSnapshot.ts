import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import path from "node:path";

/** Everything in a folder with its content, to see whether anything was changed; links are not followed. */
export async function treeSnapshot(place: string): Promise<string> {
  const stats = await lstat(place);
  if (stats.isSymbolicLink()) return `${place} -> ${await readlink(place)}\n`;
  if (!stats.isDirectory()) return `${place} ${await readFile(place, "latin1")}\n`;
  const inside: string[] = [`${place}/\n`];
  for (const name of (await readdir(place)).sort()) inside.push(await treeSnapshot(path.join(place, name)));
  return inside.join("");
}
