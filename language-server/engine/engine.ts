import type { Usage } from "../../protocol/events.js";
import type { Adapter, FlashAttention, GpuChoice, KvCacheType } from "../../protocol/settings.js";

/**
 * A piece of a prompt. Only `special` may become control tokens; `text` (the user's words, files, diagnostics) is
 * always tokenised as plain text, so that a file containing `<｜User｜>` cannot forge a turn.
 *
 * `isWritten`: the model wrote the text, behind the parts before it, in the last generation of the lane. Its own tokens
 * are taken, as far as they are known, since the KV cache holds those: a text can be written in several ways, and the
 * tokeniser knows but one.
 */
export type PromptPart = { readonly text: string; readonly isWritten?: boolean } | { readonly special: string };

/**
 * Kinds of work. Each has a KV cache of its own, so that one never evicts the other's prefix, and a priority:
 * a completion goes before everything, between two batches.
 */
export const lanes = ["completion", "chat", "edit"] as const;
export type Lane = (typeof lanes)[number];

/** How tokens are chosen. `temperature` 0 is greedy. */
export interface Sampling {
  readonly temperature: number;
  readonly topP: number;
}

/** Models that may be loaded beside the one for chat. */
export const secondModels = ["completion", "draft"] as const;
export type SecondModel = (typeof secondModels)[number];

/** What a file that is loaded has to be. */
export interface ExpectedHash {
  /** In hexadecimal. */
  readonly sha256: string;
  /** The file has not been written to since it was found to have this hash, so it is not read again. */
  readonly isFresh?: boolean;
  /** It is no more than what the file was when it was loaded first; else whoever published the file said so. */
  readonly isRecorded?: boolean;
}

/** SHA-256 of files in hexadecimal, by their paths. */
export type Hashes = Readonly<Record<string, string>>;

/** What to load, and how. */
export interface LoadOptions {
  /** Absolute path of a GGUF file. */
  readonly path: string;
  readonly gpu: GpuChoice;
  /** At least 1. */
  readonly threads: number;
  /** Upper limit of the chat context in tokens; the model's own context and the memory limit it further. */
  readonly contextSize: number;
  /**
   * What is known of the files of all models that are loaded, by their paths: it is checked before the engine sees them.
   * The hashes of the others are computed and told.
   */
  readonly hashes?: Readonly<Record<string, ExpectedHash>>;
  /** LoRA adapters that are applied to the weights, in this order. */
  readonly adapters?: readonly Adapter[];
  /** Type of the numbers in the KV caches; default `f16`. */
  readonly kvCache?: KvCacheType;
  /** Default `auto`: where the device can. */
  readonly flashAttention?: FlashAttention;
  /**
   * Path of a smaller model with the same vocabulary that guesses tokens ahead, in lanes `chat` and `edit`, as far as
   * that is measured to be faster; answers do not change. Where it cannot be used {@link LoadedModel.notice} says why.
   */
  readonly draft?: string;
  /**
   * A second model, for lane `completion` alone. Where it cannot be loaded the first one completes too, and
   * {@link LoadedModel.notice} says why.
   */
  readonly completion?: { readonly path: string };
  /** Second models that are not loaded this time, because the process crashed when it did; the notice says so. */
  readonly leftOut?: readonly SecondModel[];
  /**
   * The user asked for this very load. Then earlier crashes do not count: an `unavailable` engine is started again,
   * and a file that made the engine crash twice gets another chance. Loads that happen by themselves leave it out.
   */
  readonly byUser?: boolean;
}

/** Something the user should know about how a model was loaded. */
export interface LoadNotice {
  readonly text: string;
  /** It runs on the CPU in spite of the settings; a load with `byUser` tries the GPU again. */
  readonly retryGpu: boolean;
}

/** What the engine found out about a model that is loaded beside the one for chat. */
export interface SecondModelFacts {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly gpuLayers: number;
}

/** What the engine found out about the model that lane `completion` has for itself. */
export interface CompletionModel extends SecondModelFacts {
  readonly architecture: string;
  /** Context of the lane, in tokens. */
  readonly contextSize: number;
  /** As in {@link LoadedModel}. */
  readonly specialTokens: readonly string[];
}

/** What the engine found out about the model it loaded. */
export interface LoadedModel {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly parameters: number;
  readonly architecture: string;
  /** As its header says, for example `Q4_K_M`; absent: it does not. */
  readonly quantisation?: string;
  /** Tokens that it was trained for. */
  readonly trainContext: number;
  /** Context of the chat lane, in tokens. */
  readonly contextSize: number;
  /** The device as the engine names it; `CPU` when no layer is offloaded. */
  readonly device: string;
  readonly gpuLayers: number;
  /** All that there are, the output counted as one. */
  readonly layers: number;
  readonly threads: number;
  /** Those of {@link knownSpecialTokens} that this vocabulary has as one single control token. */
  readonly specialTokens: readonly string[];
  /** Those of {@link knownSpecialTokens} that stand in the text of its chat template, which is never run; absent: it has none. */
  readonly templateTokens?: readonly string[];
  /** Those that were computed, of the files of all models that were loaded. */
  readonly hashes?: Hashes;
  /** The model of lane `completion`; absent: this one. See {@link completionModelOf}. */
  readonly completion?: CompletionModel;
  /** The model that guesses tokens; absent: there is none. */
  readonly draft?: SecondModelFacts;
  /** Graphics memory that loading took, in bytes; absent on a CPU. */
  readonly vramBytes?: number;
  /** Absent when everything is as the settings say. */
  readonly notice?: LoadNotice;
}

/** The model that completes: one of its own, or the one for everything. */
export const completionModelOf = (
  model: LoadedModel,
): Pick<CompletionModel, "name" | "path" | "bytes" | "specialTokens"> => model.completion ?? model;

/** Whether the model that completes has layers on a GPU: then it can be shown more. */
export const completesOnGpu = (model: LoadedModel | undefined): boolean =>
  model !== undefined && (model.completion ?? model).gpuLayers > 0;

/** Control tokens whose presence decides what a model can do. Read from the token table, never from the name. */
export const knownSpecialTokens = [
  "<｜begin▁of▁sentence｜>",
  "<｜end▁of▁sentence｜>",
  "<｜User｜>",
  "<｜Assistant｜>",
  "<think>",
  "</think>",
  "<|fim_prefix|>",
  "<|fim_suffix|>",
  "<|fim_middle|>",
  "<|fim_pad|>",
  "<|file_sep|>",
  "<|repo_name|>",
  "<|file_separator|>",
  "<fim_prefix>",
  "<fim_suffix>",
  "<fim_middle>",
  "<fim_pad>",
  "<file_sep>",
  "<repo_name>",
  "<filename>",
  "<reponame>",
  "<｜fim▁begin｜>",
  "<｜fim▁hole｜>",
  "<｜fim▁end｜>",
  "▁<PRE>",
  "▁<SUF>",
  "▁<MID>",
  "▁<EOT>",
  "[SUFFIX]",
  "[PREFIX]",
  "<s>",
  "<bos>",
  "<|begin_of_text|>",
  "<|endoftext|>",
  "<|im_start|>",
  "<|im_end|>",
  "<|EOT|>",
  "<|im_sep|>",
  "<|start_header_id|>",
  "<|end_header_id|>",
  "<|eot_id|>",
  "[INST]",
  "[/INST]",
  "[THINK]",
  "[/THINK]",
  "<start_of_turn>",
  "<end_of_turn>",
  "<|start|>",
  "<|message|>",
  "<|channel|>",
  "<|end|>",
  "<|user|>",
  "<|assistant|>",
] as const;

/** Scripts, by their Unicode names, that can be kept out of an answer. */
export const scripts = [
  "Latin",
  "Greek",
  "Cyrillic",
  "Armenian",
  "Georgian",
  "Hebrew",
  "Arabic",
  "Devanagari",
  "Bengali",
  "Gurmukhi",
  "Gujarati",
  "Tamil",
  "Telugu",
  "Kannada",
  "Malayalam",
  "Sinhala",
  "Thai",
  "Lao",
  "Khmer",
  "Myanmar",
  "Tibetan",
  "Ethiopic",
  "Mongolian",
  "Hangul",
  "Han",
  "Hiragana",
  "Katakana",
  "Bopomofo",
] as const;
export type Script = (typeof scripts)[number];

/** One generation. */
export interface GenerateRequest {
  readonly lane: Lane;
  readonly prompt: readonly PromptPart[];
  readonly maxTokens: number;
  readonly sampling: Sampling;
  /** Generation ends before the first of these; the stop text itself is not returned. */
  readonly stop?: readonly string[];
  /**
   * The answer repeats parts of the prompt, as a rewrite does: tokens are guessed from there and evaluated together
   * (prompt lookup decoding), as far as that is measured to be faster. It never changes what is generated.
   */
  readonly lookup?: boolean;
  /** Letters of other scripts are not written; digits, punctuation and signs always are. Absent: all may be. */
  readonly scripts?: readonly Script[];
  /**
   * Nobody waits for it: everything else goes before it. Whoever asks ends it when its lane is wanted for something else,
   * which would have to wait as well.
   */
  readonly background?: boolean;
}

/** Limits of {@link GroupRequest.count}. */
export const groupCounts = { min: 2, max: 8 } as const;

/**
 * Several answers to one prompt, generated together: the prompt is evaluated once, the answers batch by batch.
 *
 * At temperature 0 candidate 0 is what `generate` would give, and candidate k begins with the k-th likeliest first token
 * (one that writes something) and goes on greedily, so no two are alike from their first token on. Above 0 they are
 * independent samples. `lookup` is ignored: a batch is full as it is.
 */
export interface GroupRequest extends GenerateRequest {
  /** How many answers; see {@link groupCounts}. */
  readonly count: number;
}

/** `candidate` counts from 0 to `count - 1`. */
export type GroupEvent =
  /** As in {@link GenerateEvent}; the prompt is evaluated once for all. */
  | { readonly type: "prefill"; readonly evaluated: number; readonly total: number; readonly cached?: number }
  /** Text of one candidate; see {@link GenerateEvent}. */
  | { readonly type: "text"; readonly candidate: number; readonly text: string; readonly tokens: number }
  /** This candidate is complete; the others go on. */
  | { readonly type: "ended"; readonly candidate: number; readonly reason: "end" | "stop" | "length" }
  /** All are complete. The usage is that of all together, with the time to the first token of the first of them. */
  | { readonly type: "done"; readonly usage: Usage };

/** A prompt that will be asked later, to be evaluated now while nobody waits. */
export interface PrefillRequest {
  readonly lane: Lane;
  readonly prompt: readonly PromptPart[];
}

export type GenerateEvent =
  /** Prompt evaluation: `evaluated` of `total` tokens; `cached` more were found in the KV cache (0 when absent). */
  | { readonly type: "prefill"; readonly evaluated: number; readonly total: number; readonly cached?: number }
  /** Generated text. Whole characters only; control tokens the model wrote appear as their text. `tokens` ≥ 1. */
  | { readonly type: "text"; readonly text: string; readonly tokens: number }
  /** The end. Always the last event of a generation that was not aborted and did not fail. */
  | { readonly type: "done"; readonly reason: "end" | "stop" | "length"; readonly usage: Usage };

/**
 * State of an engine. `restarting`: its process ended and comes back after a pause. `unavailable`: it ended too often
 * and waits for a load with `byUser`.
 */
export type EngineState = "stopped" | "starting" | "running" | "restarting" | "unavailable";

/**
 * Told how far a load is.
 *
 * @param progress 0 to 1.
 * @param waitsForGpu it stands still until another Ponder window has loaded a model onto the GPU.
 */
export type OnLoadProgress = (progress: number, waitsForGpu?: boolean) => void;

/**
 * The one who owns a model. There are two: the one that drives the engine process, and the scripted one of the tests.
 *
 * Failures are `PonderFailure`s: `modelNotFound`, `modelDamaged`, `modelLoadFailed`, `engineStopped`,
 * `engineUnavailable`, `promptTooLong`.
 */
export interface Engine {
  readonly state: EngineState;
  /**
   * The loaded model, if there is one. After a restart of the process there is none until the next `load`: the owner
   * calls `load` before every `generate`, which costs nothing while the model is there.
   */
  readonly model: LoadedModel | undefined;
  /** Memory of the process that holds the model, in bytes, as it was last measured. */
  readonly memoryBytes: number | undefined;
  /**
   * Tells about every change of `state` or `model`, and of `memoryBytes` where it is more than a little. Returns the
   * function that ends the subscription.
   */
  onDidChange(listener: () => void): () => void;
  /**
   * Loads a model, replacing the loaded one. Starts the process if need be. Loading what is loaded with the same
   * options returns at once. Throws `signal.reason` when that aborts.
   *
   */
  load(options: LoadOptions, onProgress: OnLoadProgress, signal: AbortSignal): Promise<LoadedModel>;
  /**
   * Generates. When `signal` aborts it throws `signal.reason` at once, and the engine stops within one batch, during
   * prompt evaluation too. Throws `promptTooLong` when prompt and `maxTokens` do not fit into the lane's context, and
   * `engineStopped` when the process ends meanwhile or no model is loaded. Leaving the loop early stops the engine.
   */
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<GenerateEvent>;
  /**
   * Generates several answers to one prompt. Aborts and failures are as in `generate`; `badRequest` for a count that
   * is none of {@link groupCounts}, `modelLoadFailed` where there is no memory for so many. Its urgency is just below
   * that of a single generation on the same lane, which therefore never waits for a group.
   */
  generateGroup(request: GroupRequest, signal: AbortSignal): AsyncIterable<GroupEvent>;
  /**
   * Evaluates a prompt ahead, as the least urgent work of all: every generation goes before it, batch by batch, and one
   * on the same lane ends it for good. What it got done stays in the KV cache.
   *
   * @returns the tokens it evaluated. When `signal` aborts it throws `signal.reason` at once.
   */
  prefill(request: PrefillRequest, signal: AbortSignal): Promise<number>;
  /**
   * Counts the tokens of each prompt with the tokeniser of the lane's model. Throws `engineStopped` like `generate`.
   *
   * @param lane default `chat`.
   */
  countTokens(
    prompts: readonly (readonly PromptPart[])[],
    signal: AbortSignal,
    lane?: Lane,
  ): Promise<readonly number[]>;
  /** Frees the model and all its memory; the next `load` brings it back. What still runs fails with `engineStopped`. */
  unload(): Promise<void>;
  /**
   * Frees the model like {@link unload}; the conversation's cache outlives the engine, for one that is made soon and told
   * to {@link resume}.
   *
   * @returns the name for that.
   */
  keepForRestart(): Promise<string>;
  /** Goes on with the conversation of an engine that is no more. Before the first load. @param name as it gave it. */
  resume(name: string): void;
  /** Ends the process. A disposed engine refuses work. */
  dispose(): Promise<void>;
}
