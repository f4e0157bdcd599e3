import { createHash } from "node:crypto";
import path from "node:path";
import type { RemoteFile } from "../hub/hub.js";

/** Where the unfinished files of a folder for models are. */
export const partsFolder = (folder: string): string => path.join(folder, ".parts");

/** The files of one unfinished download. */
export interface PartPaths {
  /** The finished file. */
  readonly destination: string;
  readonly part: string;
  readonly journal: string;
  /** One for each destination, whatever is fetched there. */
  readonly lock: string;
}

const short = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 20);

/** What the names of all unfinished files of a destination begin with. Names stay short however long the model's is. */
export const partPrefix = (folder: string, destination: string): string => short(path.relative(folder, destination));

/** Names the files of a download: content of two revisions never meets in one file. */
export function partPaths(folder: string, { bytes, sha256, commit, address }: RemoteFile, destination: string): PartPaths {
  const prefix = partPrefix(folder, destination);
  const content = short(sha256 ?? `${commit ?? address.href} ${String(bytes)}`);
  const at = (name: string) => path.join(partsFolder(folder), name);
  return {
    destination,
    part: at(`${prefix}-${content}.part`),
    journal: at(`${prefix}-${content}.json`),
    lock: at(`${prefix}.lock`),
  };
}
