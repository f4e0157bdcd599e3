import { PonderFailure } from "../../../protocol/errors.js";
import type { DownloadState } from "../../../protocol/models.js";
import type { CatalogueFile } from "../catalogue/catalogue.js";
import type { Hub, RemoteFile } from "../hub/hub.js";
import { HttpTrouble } from "../hub/httpTrouble.js";
import type { HubReference } from "../hub/hubUri.js";
import type { FileHashes } from "../library/fileHashes.js";
import { placeOf } from "../library/modelsFolder.js";
import { downloadFile, type FileDownloadParts, type FileProgress } from "./downloadFile.js";
import { Patience } from "./patience.js";
import { recover } from "./recover.js";

/** What a download of a model works with. */
export interface ModelDownloadParts extends FileDownloadParts {
  readonly hub: Hub;
  readonly hashes: FileHashes;
}

/** What is to be fetched. */
export interface WantedModel {
  readonly reference: HubReference;
  /** What the catalogue knows of it, where it is there. */
  readonly known?: CatalogueFile;
}

/** A model that is there, verified. */
export interface FetchedModel {
  /** Of the first file. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Whether its hash was known before it was fetched. */
  readonly wasKnown: boolean;
}

/** What a download of a model tells about itself. */
export type ModelProgress = FileProgress & Pick<DownloadState, "totalBytes">;

/**
 * Fetches a model: asks the hub for its files, then fetches one after the other.
 *
 * @throws PonderFailure as `ponder/models/download`; `signal.reason`.
 */
export async function downloadModel(
  parts: ModelDownloadParts,
  wanted: WantedModel,
  onProgress: (progress: ModelProgress) => void,
  signal: AbortSignal,
): Promise<FetchedModel> {
  try {
    const files = await askHub(parts, wanted, onProgress, signal);
    const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const fetched: { readonly path: string; readonly sha256: string }[] = [];
    let before = 0;
    for (const remote of files) {
      const path = placeOf(parts.folder, remote.repository, remote.file);
      const from = before;
      const tell = (progress: FileProgress) =>
        onProgress({ ...progress, receivedBytes: from + progress.receivedBytes, totalBytes });
      const sha256 = await downloadFile(parts, remote, path, tell, signal);
      await parts.hashes.set(path, sha256);
      fetched.push({ path, sha256 });
      before += remote.bytes;
    }
    const [first] = fetched;
    if (first === undefined) throw new Error("A model has at least one file");
    return { ...first, bytes: totalBytes, wasKnown: files.every(({ sha256 }) => sha256 !== undefined) };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof HttpTrouble ? error.failure : error;
  }
}

/** What the hub says of all files, compared with what is known of them. */
async function askHub(
  { hub, pins, limits }: ModelDownloadParts,
  { reference, known }: WantedModel,
  onProgress: (progress: ModelProgress) => void,
  signal: AbortSignal,
): Promise<readonly RemoteFile[]> {
  const patience = new Patience(limits.patience, () => performance.now());
  const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (let failures = 0; ; failures++) {
      onProgress({ phase: "asking", receivedBytes: 0 });
      try {
        return await ask();
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof HttpTrouble)) throw error;
        const onWait = (trouble: NonNullable<DownloadState["trouble"]>) =>
          onProgress({ phase: "waiting", receivedBytes: 0, trouble });
        await recover(error, { limits, patience, failures, onWait }, signal);
      }
    }
  };
  const { repository } = reference;
  const revision = known?.revision ?? reference.revision;
  const names = await patiently(() => hub.filesOf({ ...reference, revision }, signal));
  const files: RemoteFile[] = [];
  for (const name of names) {
    // What was fetched once is fetched again as it was then, unless a certain revision is asked for.
    const pin = reference.revision === "main" ? await pins.get(repository, name) : undefined;
    const remote = await patiently(() => hub.describe(repository, pin?.commit ?? revision, name, signal));
    const sha256 = pin?.sha256 ?? (names.length === 1 ? known?.sha256 : undefined);
    files.push(compared(remote, sha256));
  }
  return files;
}

/** A hash that is known already has to be the hub's too; where the hub does not tell one, it is what the file must have. */
function compared(remote: RemoteFile, sha256: string | undefined): RemoteFile {
  if (sha256 === undefined) return remote;
  if (remote.sha256 === undefined || remote.sha256 === sha256) return { ...remote, sha256 };
  throw new PonderFailure(
    "downloadDamaged",
    `The hub has another ${remote.file} than the one that is known: its SHA-256 is ${remote.sha256}, not ${sha256}.`,
    "If its authors replaced it and you trust that, download it by its link, with the commit in it (…/resolve/COMMIT/FILE).",
  );
}
