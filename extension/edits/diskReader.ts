import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { PlaceReader } from "../../protocol/findInside.js";

/** Reads the disk of the machine where the extension host runs. */
export const diskReader: PlaceReader = {
  real: realpath,
  names: readdir,
  isFile: async (place) => (await stat(place)).isFile(),
  join: (folder, name) => path.join(folder, name),
};
