import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { partsOf } from "../../engine/splitModel.js";
import { otherFiles, type OtherFile, type OtherFolders } from "./otherPrograms.js";

/** A model on this machine. */
export type LocalFile = OtherFile;

/** Every model that is complete, in Ponder's folder and in those of other programs; of a split one its first file. */
export async function localFiles(folder: string, others: OtherFolders): Promise<readonly LocalFile[]> {
  const all = [...(await ownFiles(folder)), ...(await otherFiles(others))];
  const sizes = new Map(all.map(({ path: file, bytes }) => [file, bytes]));
  return all.flatMap((file) => {
    const parts = partsOf(file.path);
    if (parts[0] !== file.path) return [];
    const bytes = parts.map((part) => sizes.get(part));
    if (bytes.some((size) => size === undefined)) return [];
    return [{ ...file, bytes: bytes.reduce<number>((sum, size) => sum + (size ?? 0), 0) }];
  });
}

/** `OWNER/NAME/FILE`; what begins with a dot is Ponder's own. */
async function ownFiles(folder: string): Promise<readonly LocalFile[]> {
  const found: LocalFile[] = [];
  for (const inside of await readdir(folder, { recursive: true }).catch(() => [])) {
    if (inside.startsWith(".") || !/\.gguf$/i.test(inside)) continue;
    const full = path.join(folder, inside);
    const { size, isFile } = await stat(full).then(
      (status) => ({ size: status.size, isFile: status.isFile() }),
      () => ({ size: 0, isFile: false }),
    );
    if (!isFile) continue;
    const [owner, repository, ...file] = inside.split(path.sep);
    const isFromHub = owner !== undefined && repository !== undefined && file.length > 0;
    found.push({
      place: "ponder",
      path: full,
      bytes: size,
      name: path.basename(inside),
      ...(isFromHub && { repository: `${owner}/${repository}`, file: file.join("/") }),
    });
  }
  return found;
}
