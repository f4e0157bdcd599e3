import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { AnswerFile } from "../protocol/edits.js";
import { PonderFailure } from "../protocol/errors.js";
import { findInside, type PlaceReader } from "../protocol/findInside.js";
import { readSourceFile, type SourceFile } from "./sourceFile.js";
import type { NamedFile } from "./unconfirmed.js";

/** A file of the folder that an answer names: one that is there, or a place for a new one. */
export interface FolderFile extends NamedFile {
  /** Absolute. */
  readonly place: string;
  /** As it was read; absent for a new one. */
  readonly source?: SourceFile;
}

const onDisk: PlaceReader = {
  real: realpath,
  names: readdir,
  isFile: async (place) => (await stat(place)).isFile(),
  join: (folder, name) => path.join(folder, name),
};

/**
 * Finds the files that an answer names.
 *
 * @param folder absolute.
 * @param paths as they are written in the answer.
 * @returns what the server is told of each path, and the files that are meant, each once.
 */
export async function findFolderFiles(
  folder: string,
  paths: readonly string[],
): Promise<{ readonly answers: readonly AnswerFile[]; readonly files: readonly FolderFile[] }> {
  const answers: AnswerFile[] = [];
  const files = new Map<string, FolderFile>();
  for (const named of paths) {
    try {
      const { place, path: own, kind, protection } = await findInside(folder, named, onDisk);
      const uri = pathToFileURL(place).href;
      const known = files.get(uri);
      const source = known?.source ?? (kind === "edit" ? await readSourceFile(place, folder) : undefined);
      const protect = known?.protection ?? protection;
      files.set(uri, {
        path: own,
        uri,
        place,
        ...(source && { source }),
        ...(protect !== undefined && { protection: protect }),
      });
      answers.push({ path: named, uri, kind });
    } catch (error) {
      if (!PonderFailure.is(error)) throw error;
      answers.push({ path: named, error: error.data });
    }
  }
  return { answers, files: [...files.values()] };
}

/**
 * Looks once more where a file is, right before it is written: a link may have taken its place.
 *
 * @throws PonderFailure `pathRefused`, `documentChanged`.
 */
export async function confirmPlace(folder: string, { path: own, place, source }: FolderFile): Promise<void> {
  const now = await findInside(folder, own, onDisk);
  if (now.place === place && (now.kind === "edit") === (source !== undefined)) return;
  throw new PonderFailure("documentChanged", `${own} has changed meanwhile. Nothing was written.`, "Try again.");
}
