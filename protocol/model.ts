import type { PonderError } from "./errors.js";

/** What is known of the loaded model; everything here was read from the file or measured. */
export interface ModelInfo {
  readonly name: string;
  readonly path: string;
  /** It is the tiny model in the package: for seeing and testing, not for work. */
  readonly isDemo: boolean;
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** SHA-256 of the file in hexadecimal, of a split model of its first one. */
  readonly sha256?: string;
  readonly parameters: number;
  /** As GGUF files name it, for example `qwen2`. */
  readonly architecture: string;
  /** For example `Q4_K_M`; absent: the file's header does not tell. */
  readonly quantisation?: string;
  /** Tokens that it was trained for. */
  readonly trainContext: number;
  /** Context that is used, in tokens. */
  readonly contextSize: number;
  /** The device as the engine names it, or `CPU`. */
  readonly device: string;
  /** Layers on the GPU; 0 on a CPU. */
  readonly gpuLayers: number;
  /** All layers that it has, the output counted as one. */
  readonly layers: number;
  readonly threads: number;
  /** Whether it has a chat form that Ponder knows (chat, explain, fix). */
  readonly canChat: boolean;
  /** Name of that form; absent: there is none. */
  readonly chatForm?: string;
  /** Whether it thinks before it answers. */
  readonly canThink: boolean;
  /** What stands before a thought, for example `<think>`; absent: it does not think. */
  readonly thoughtMarker?: string;
  /** Whether it has fill-in-the-middle tokens (inline completion), or the model for completions has. */
  readonly canComplete: boolean;
  /** Name of the family whose fill-in-the-middle tokens it has; absent: it has none. */
  readonly holeForm?: string;
  /** The model that completes, where that is another one; `canComplete` is about it then. */
  readonly completionModel?: SecondModelInfo;
  /** The model that guesses tokens ahead; absent: none does. */
  readonly draftModel?: SecondModelInfo;
  /** Graphics memory that loading took, in bytes; absent on a CPU. */
  readonly vramBytes?: number;
  /** What the user should know of how it was loaded, such as why it runs on the CPU. */
  readonly notice?: ModelNotice;
}

/** What is known of a model that is there for completions or for guessing alone. */
export interface SecondModelInfo {
  readonly name: string;
  readonly path: string;
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** Layers on the GPU; 0 on a CPU. */
  readonly gpuLayers: number;
}

/** `retryGpu`: it runs on the CPU in spite of the settings, and `ponder/model/load` with `again` tries the GPU. */
export interface ModelNotice {
  readonly text: string;
  readonly retryGpu: boolean;
}

/** State of the model. `idle`: none is loaded, the next request loads it. */
export type ModelStatus =
  | { readonly state: "idle"; readonly isDemo: boolean }
  | LoadingStatus
  | ReadyStatus
  | { readonly state: "failed"; readonly error: PonderError };

/** The model is being loaded. */
export interface LoadingStatus {
  readonly state: "loading";
  readonly isDemo: boolean;
  /** 0 to 1. */
  readonly progress: number;
  /** It stands still until another Ponder window has loaded a model onto the GPU; absent: it goes on. */
  readonly waitsForGpu?: boolean;
  /** As in `ReadyStatus`. */
  readonly queued?: number;
}

/** The model is loaded. */
export interface ReadyStatus {
  readonly state: "ready";
  readonly model: ModelInfo;
  readonly activity: Activity;
  /** Questions and fixes that wait for their turn; absent: none. */
  readonly queued?: number;
  /** Memory of the engine process, in bytes, as the system counts it; the model's file is part of it. */
  readonly memoryBytes?: number;
}

/** What the engine is doing at this moment. */
export type Activity = "idle" | "thinking" | "answering" | "completing";

/**
 * `ponder/model/status`, client → server, request without parameters: answers with the `ModelStatus` now. Starts
 * nothing. Errors: none.
 */
export const modelStatusMethod = "ponder/model/status";

/** `ponder/model/didChangeStatus`, server → client, notification with a `ModelStatus`, whenever it changes. */
export const modelDidChangeStatusMethod = "ponder/model/didChangeStatus";

/**
 * `ponder/model/load`, client → server, request: loads the configured model and answers with the `ModelStatus`.
 * Errors: `modelNotFound`, `modelDamaged`, `modelChanged`, `modelLoadFailed`, `modelUnsupported`, `engineUnavailable`, `badRequest`.
 */
export interface ModelLoadParams {
  /** Loads it also when it is loaded, and tries what failed before, such as the GPU. */
  readonly again?: boolean;
}

export const modelLoadMethod = "ponder/model/load";

/**
 * `ponder/model/unload`, client → server, request without parameters: frees the model and its memory, or ends a load that
 * goes on, and answers with the `ModelStatus`. What still runs fails with `engineStopped`, who waits for the load with
 * `modelLoadFailed`. The next need loads the model again. Errors: none.
 */
export const modelUnloadMethod = "ponder/model/unload";
