import { mkdir, rename, stat } from "node:fs/promises";
import path from "node:path";
import type { DownloadState } from "../../../protocol/models.js";
import type { Http } from "../hub/http.js";
import type { RemoteFile } from "../hub/hub.js";
import type { Pins } from "../library/pins.js";
import { coveredBytes } from "./byteRanges.js";
import { diskFull, folderFailure } from "./diskTrouble.js";
import type { DownloadLimits } from "./downloadLimits.js";
import { FileLocks } from "./fileLock.js";
import { FileTransfer } from "./fileTransfer.js";
import { readJournal } from "./journal.js";
import { removeLeftovers } from "./leftovers.js";
import type { Disk } from "./partFile.js";
import { partPaths, type PartPaths } from "./partPaths.js";
import { pause } from "./pause.js";

/** What a download of a file works with. */
export interface FileDownloadParts {
  readonly http: Http;
  readonly disk: Disk;
  readonly limits: DownloadLimits;
  /** The folder for models. */
  readonly folder: string;
  readonly pins: Pins;
}

/** What a download tells about itself, as it changes. */
export type FileProgress = Pick<DownloadState, "phase" | "receivedBytes" | "trouble" | "disk">;

/** Room that is wanted beyond the file itself. */
const margin = 1.05;

/**
 * Fetches one file into its place, verified, and pins it. Several programs that want it share one download: one of them
 * fetches, the others watch. What was fetched stays when it ends early.
 *
 * @param remote `sha256` is what the result must have, where it is known.
 * @param destination absolute path inside the folder for models.
 * @returns its SHA-256 in hexadecimal.
 * @throws HttpTrouble; PonderFailure `downloadDamaged`, `diskFull`, `folderNotUsable`; `signal.reason`.
 */
export async function downloadFile(
  parts: FileDownloadParts,
  remote: RemoteFile,
  destination: string,
  onProgress: (progress: FileProgress) => void,
  signal: AbortSignal,
): Promise<string> {
  const { folder, limits } = parts;
  const paths = partPaths(folder, remote, destination);
  try {
    await mkdir(path.dirname(destination), { recursive: true });
    await mkdir(path.dirname(paths.part), { recursive: true });
    const locks = new FileLocks(paths.lock, limits.lock);
    for (;;) {
      signal.throwIfAborted();
      const lock = await locks.tryAcquire();
      if (lock === undefined) {
        const journal = await readJournal(paths.journal);
        onProgress({ phase: "shared", receivedBytes: coveredBytes(journal?.done ?? []) });
        await pause(limits.lookMs / 2, signal);
        continue;
      }
      try {
        return await downloadAlone(parts, remote, paths, onProgress, AbortSignal.any([signal, lock.lost]));
      } catch (error) {
        // Somebody else went on with it while this machine slept: then it is theirs, and so is its end.
        if (signal.aborted || (!lock.lost.aborted && (await lock.isHeld()))) throw error;
      } finally {
        await lock.release();
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    throw await folderFailure(error, folder);
  }
}

/** Fetches it as the only one who does. */
async function downloadAlone(
  parts: FileDownloadParts,
  remote: RemoteFile,
  paths: PartPaths,
  onProgress: (progress: FileProgress) => void,
  signal: AbortSignal,
): Promise<string> {
  const { pins } = parts;
  const { repository, file, commit, bytes } = remote;
  await removeLeftovers(parts.folder, paths.destination, [paths.part, paths.journal]);
  const transfer = new FileTransfer(parts, remote, paths, onProgress, signal);
  // Another program may have finished it while we waited.
  const wanted = remote.sha256 ?? (await pins.get(repository, file))?.sha256;
  const { size } = await stat(paths.destination).catch(() => ({ size: -1 }));
  if (wanted !== undefined && size === bytes && (await transfer.hashOf(paths.destination)) === wanted) {
    await removeLeftovers(parts.folder, paths.destination);
    return wanted;
  }
  await checkRoom(parts, bytes, paths.journal);
  const sha256 = await transfer.run();
  await pins.set(repository, file, { bytes, sha256, ...(commit !== undefined && { commit }) });
  await rename(paths.part, paths.destination);
  await removeLeftovers(parts.folder, paths.destination);
  return sha256;
}

/** Before it begins: a download that cannot end is no help to anybody. */
async function checkRoom({ disk, folder }: FileDownloadParts, bytes: number, journal: string): Promise<void> {
  const there = coveredBytes((await readJournal(journal))?.done ?? []);
  const needed = Math.ceil((bytes - there) * margin);
  const free = await disk.free(folder);
  if (free < needed) throw diskFull(needed, free, folder);
}
