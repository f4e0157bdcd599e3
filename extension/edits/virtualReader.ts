import { FileType, Uri, workspace } from "vscode";
import type { PlaceReader } from "../../protocol/findInside.js";

/** Reads a file system of the editor; places are paths of its URIs. Links are not followed: nobody can say where to. */
export function virtualReader(root: Uri): PlaceReader {
  const at = (place: string) => root.with({ path: place });
  return {
    real: async (place) => {
      const { type } = await workspace.fs.stat(at(place));
      if (type & FileType.SymbolicLink) throw new Error("a link");
      return place;
    },
    names: async (folder) => (await workspace.fs.readDirectory(at(folder))).map(([name]) => name),
    isFile: async (place) => (await workspace.fs.stat(at(place))).type === FileType.File,
    join: (folder, name) => Uri.joinPath(at(folder), name).path,
  };
}
