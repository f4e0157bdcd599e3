/** What a model was made for. A chat model may complete too. */
export type ModelRole = "chat" | "completion";

/** A licence, which the user sees before a download. */
export interface Licence {
  readonly name: string;
  readonly url: string;
  /** False: it forbids commercial use. */
  readonly commercial?: boolean;
}

/** Where a model file was found: in Ponder's own folder, or in another program's, which is only read. */
export type ModelPlace = "ponder" | "huggingFace" | "lmStudio" | "ollama";

/** A file of a model in the catalogue. */
export interface ListedFile {
  /** What `ponder/models/download` takes. */
  readonly uri: string;
  readonly quantisation: string;
  /** Size in bytes; computed from the model's shape where the hub has not told it yet. */
  readonly bytes: number;
  /** SHA-256 in hexadecimal; absent: it is not known yet and is recorded at the first download. */
  readonly sha256?: string;
  /** Absolute path, where it is on this machine. */
  readonly path?: string;
  readonly place?: ModelPlace;
}

/** A model in the catalogue. */
export interface ListedModel {
  readonly id: string;
  readonly name: string;
  readonly role: ModelRole;
  readonly parameters: number;
  /** Tokens that it was trained for. */
  readonly context: number;
  readonly licence: Licence;
  /** The model that it was distilled into; its licence holds too. */
  readonly base?: { readonly name: string; readonly licence: Licence };
  /** As its authors published them. */
  readonly benchmarks: { readonly source: string; readonly figures: Readonly<Record<string, number>> };
  readonly files: readonly ListedFile[];
}

/** A model file on this machine that is none of the catalogue's. */
export interface FoundModel {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly place: ModelPlace;
}

/**
 * `ponder/models/list`, client → server, request without parameters: the models that Ponder knows and those that are on
 * this machine. Opens no connection. Errors: none.
 */
export interface ModelList {
  /** Where downloads go. */
  readonly folder: string;
  /** Address of the hub that they come from. */
  readonly hub: string;
  readonly models: readonly ListedModel[];
  readonly found: readonly FoundModel[];
}

export const modelsListMethod = "ponder/models/list";

/**
 * How a model runs on a machine: all of it on the GPU, some layers of it, on the processor alone, or not at all. What is
 * free at the moment counts.
 */
export type FitVerdict = "gpu" | "partly" | "cpu" | "tooBig";

/** How a model fits on this machine, computed from its shape and from what was measured. */
export interface ModelFit {
  readonly verdict: FitVerdict;
  /** The context that this is about, in tokens. */
  readonly contextSize: number;
  /** Memory that it takes when it runs on the processor, in bytes. */
  readonly memoryBytes: number;
  /** Graphics memory that all its layers take; absent without a GPU. */
  readonly vramBytes?: number;
  /** Layers that fit on the GPU, the output counted as one; absent: none. */
  readonly gpuLayers?: number;
  /** The largest context with which the verdict stays, in tokens; absent: none that is of use. */
  readonly largestContext?: number;
  /** Expected speed of writing; absent where it was not measured what it depends on. */
  readonly tokensPerSecond?: number;
}

/** What was found out about this machine. */
export interface MachineFacts {
  readonly memoryBytes: number;
  readonly availableBytes: number;
  readonly physicalCores: number;
  /** Threads that the engine uses. */
  readonly threads: number;
  readonly onBattery: boolean;
  /** Bytes per second that so many threads read from memory, measured. */
  readonly bandwidth: number;
  /** Absent: no device computes for Ponder. */
  readonly gpu?: { readonly devices: readonly string[]; readonly totalBytes: number; readonly freeBytes: number };
}

/**
 * `ponder/models/fit`, client → server, request: measures the machine, which takes about a second, and says of each file
 * of the catalogue how it runs, as a `FitReport`. Opens no connection and loads no model. Errors: `badRequest`.
 */
export interface ModelsFitParams {
  /** Tokens of context for chat; default: the setting, else 8192. */
  readonly contextSize?: number;
}

export interface FitReport {
  readonly machine: MachineFacts;
  readonly contextSize: number;
  /** By the address of the file. */
  readonly fits: Readonly<Record<string, ModelFit>>;
  /** Addresses of the files that suit this machine best; absent: none fits. */
  readonly recommended: { readonly chat?: string; readonly completion?: string };
}

export const modelsFitMethod = "ponder/models/fit";

/**
 * `ponder/models/download`, client → server, request: fetches a model from the hub, verifies it, and answers with a
 * `ModelsDownloadResult`. What is there already is not fetched again; an interrupted download goes on where it stopped.
 * Cancelling it keeps what was fetched. The user started this and saw the licence. Errors: `accessDenied`, `notOnHub`,
 * `downloadFailed`, `downloadDamaged`, `diskFull`, `folderNotUsable`, `badRequest`.
 */
export interface ModelsDownloadParams {
  /** `hf:OWNER/REPOSITORY/FILE`, `hf:OWNER/REPOSITORY:QUANTISATION`, or a link to a GGUF file on the hub. */
  readonly uri: string;
  /** The user's token for the hub; it is sent to the hub's own host and to no other. */
  readonly token?: string;
}

export interface ModelsDownloadResult {
  /** Absolute path of the file, of a split model the first one's. */
  readonly path: string;
  /** Of all its files. */
  readonly bytes: number;
  /** SHA-256 in hexadecimal of the file at `path`. */
  readonly sha256: string;
  /** Whether the hash was known before; else it is recorded now, and a later change is noticed. */
  readonly wasKnown: boolean;
  readonly place: ModelPlace;
}

export const modelsDownloadMethod = "ponder/models/download";

/** What a download is doing. `shared`: another window or program fetches the same file, and this one waits for it. */
export type DownloadPhase = "asking" | "downloading" | "waiting" | "verifying" | "shared" | "diskFull";

/** A download that is going on. */
export interface DownloadState {
  readonly uri: string;
  /** What is fetched, as the user knows it. */
  readonly name: string;
  readonly phase: DownloadPhase;
  readonly receivedBytes: number;
  /** Absent while it is not known. */
  readonly totalBytes?: number;
  /** Measured over the last seconds; absent while nothing comes. */
  readonly bytesPerSecond?: number;
  /** At that speed. */
  readonly secondsLeft?: number;
  /** `waiting`: why, and when it tries again. */
  readonly trouble?: { readonly message: string; readonly retryInSeconds: number };
  /** `diskFull`: it goes on by itself once there is room. */
  readonly disk?: { readonly neededBytes: number; readonly freeBytes: number };
}

/** `ponder/models/didChangeDownloads`, server → client, notification with a `Downloads`, a few times a second. */
export interface Downloads {
  /** Those that are going on, the first begun first. */
  readonly downloads: readonly DownloadState[];
}

export const modelsDidChangeDownloadsMethod = "ponder/models/didChangeDownloads";

/**
 * `ponder/models/remove`, client → server, request: deletes a model from Ponder's folder, with what an interrupted
 * download of it left. Files of other programs stay. Answers `null`. Errors: `modelNotFound`, `badRequest` (it is in
 * another folder), `folderNotUsable`.
 */
export interface ModelsRemoveParams {
  readonly path: string;
}

export const modelsRemoveMethod = "ponder/models/remove";

/**
 * `ponder/models/accept`, client → server, request: the user says that a model file may be another one than it was when
 * it was loaded first; the next load records what it is then. Does nothing for a download, whose hash its publisher told.
 * Answers `null`. Errors: `badRequest`.
 */
export interface ModelsAcceptParams {
  /** Absolute path of the file, of a split model the first one's. */
  readonly path: string;
}

export const modelsAcceptMethod = "ponder/models/accept";
