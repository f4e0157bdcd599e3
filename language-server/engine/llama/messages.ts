import { isPonderError, type PonderError } from "../../../protocol/errors.js";
import {
  lanes,
  secondModels,
  type GenerateEvent,
  type GenerateRequest,
  type GroupEvent,
  type GroupRequest,
  type Lane,
  type LoadedModel,
  type LoadOptions,
  type PrefillRequest,
  type PromptPart,
} from "../engine.js";

/*
 * What the language server and the engine process say to each other, over the IPC channel of `fork`. Both come from
 * one build, so there is no version; the guards exist because a dying process may leave half a thought, and because
 * anybody can write to the channel of a process he debugs.
 *
 * A process loads one model in its life. For another model the server starts another process: no memory can stay
 * behind.
 */

/** Levels of a log line. */
export const logLevels = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

/** The first message of work: check and load a file. Answered by `progress`* and `loading`*, then `loaded` or `failed` without id. */
export interface LoadMessage {
  readonly type: "load";
  readonly options: LoadOptions;
  /**
   * Name under which the conversation may be kept in a file when the process is told to end with `keep`, and is looked
   * for at the first request. Absent: it never is.
   */
  readonly keepAs?: string;
}

/** Generate. Answered by `prefill` and `text`, then exactly one of `done`, `failed` and `aborted`, with this `id`. */
export interface GenerateMessage {
  readonly type: "generate";
  readonly id: number;
  readonly request: GenerateRequest;
}

/** Generate several answers. Answered by `candidates`*, the last of them `done`, or by one of `failed` and `aborted`. */
export interface GroupMessage {
  readonly type: "group";
  readonly id: number;
  readonly request: GroupRequest;
}

/** Evaluate a prompt ahead; see `Engine.prefill`. Answered by one of `prefilled`, `failed` and `aborted`. */
export interface AheadMessage {
  readonly type: "ahead";
  readonly id: number;
  readonly request: PrefillRequest;
}

/** Count tokens; see `Engine.countTokens`. Answered by `counted` or `failed`. */
export interface CountMessage {
  readonly type: "count";
  readonly id: number;
  readonly lane: Lane;
  readonly prompts: readonly (readonly PromptPart[])[];
}

/** Stop the generation, the group or the evaluation ahead `id`. Unknown or ended ids are ignored: the two cross on the way. */
export interface AbortMessage {
  readonly type: "abort";
  readonly id: number;
}

/** Are you alive? Answered by `pong`, also while the native code works. */
export interface PingMessage {
  readonly type: "ping";
}

/** End: stop everything, free the model, exit with code 0. */
export interface DisposeMessage {
  readonly type: "dispose";
  /** The conversation goes on later: see {@link LoadMessage.keepAs}. */
  readonly keep?: boolean;
}

/** Server → engine process. */
export type ToEngine =
  | LoadMessage
  | GenerateMessage
  | GroupMessage
  | AheadMessage
  | CountMessage
  | AbortMessage
  | PingMessage
  | DisposeMessage;

/** The program runs and listens. Nothing native is loaded yet. */
export interface ReadyMessage {
  readonly type: "ready";
}

/** Loading goes on; `progress` is 0 to 1 and never falls. */
export interface ProgressMessage {
  readonly type: "progress";
  readonly progress: number;
  /** It stands still: another Ponder window is loading onto the GPU. Absent: it goes on. */
  readonly waits?: boolean;
}

/** What a load is about to do: on a crash the server knows by it which file is to blame. `model` is the one for chat. */
export interface LoadingMessage {
  readonly type: "loading";
  readonly part: LoadPart;
}
export const loadParts = ["model", ...secondModels] as const;
export type LoadPart = (typeof loadParts)[number];

/** The model is loaded and the context of the chat lane stands. */
export interface LoadedMessage {
  readonly type: "loaded";
  readonly model: LoadedModel;
}

/** See the events of the same name in `GenerateEvent`. */
export type PrefillMessage = Extract<GenerateEvent, { type: "prefill" }> & { readonly id: number };
export type TextMessage = Extract<GenerateEvent, { type: "text" }> & { readonly id: number };
export type DoneMessage = Extract<GenerateEvent, { type: "done" }> & { readonly id: number };

/** What happens to the candidates of the group `id`. */
export interface CandidatesMessage {
  readonly type: "candidates";
  readonly id: number;
  readonly event: GroupEvent;
}

/** The evaluation ahead `id` is done, or gave way to a generation. */
export interface PrefilledMessage {
  readonly type: "prefilled";
  readonly id: number;
  readonly evaluatedTokens: number;
}

/** The answer to `count`: one number for each prompt. */
export interface CountedMessage {
  readonly type: "counted";
  readonly id: number;
  readonly tokens: readonly number[];
}

/** The generation `id` was stopped as told; it had cost this much. */
export interface AbortedMessage {
  readonly type: "aborted";
  readonly id: number;
  /** Prompt tokens evaluated for it. */
  readonly evaluatedTokens: number;
  readonly generatedTokens: number;
}

/** The generation `id` failed, or, without an id, the load did. */
export interface FailedMessage {
  readonly type: "failed";
  readonly id?: number;
  readonly error: PonderError;
}

/**
 * The answer to `ping`. The process answers while the native code works, so a hang inside of that shows only here:
 * `busy` stays true and `steps` (batches, tokens and pieces loaded so far) stays the same.
 */
export interface PongMessage {
  readonly type: "pong";
  readonly busy: boolean;
  readonly steps: number;
  /** Generations that have not ended. */
  readonly running: number;
  /** Resident memory of the process, in bytes. */
  readonly memoryBytes?: number;
}

/** A line for the log, from our program or from the native library. */
export interface LogMessage {
  readonly type: "log";
  readonly level: LogLevel;
  readonly message: string;
}

/** Engine process → server. */
export type FromEngine =
  | ReadyMessage
  | ProgressMessage
  | LoadingMessage
  | LoadedMessage
  | PrefillMessage
  | TextMessage
  | DoneMessage
  | CandidatesMessage
  | PrefilledMessage
  | CountedMessage
  | AbortedMessage
  | FailedMessage
  | PongMessage
  | LogMessage;

type Check = (value: unknown) => boolean;
type Shape<M extends { readonly type: string }> = {
  readonly [T in M["type"]]: { readonly [K in Exclude<keyof Extract<M, { type: T }>, "type">]-?: Check };
};

const aNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const aString: Check = (value) => typeof value === "string";
const aBoolean: Check = (value) => typeof value === "boolean";
const anObject: Check = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const aList: Check = (value) => Array.isArray(value);
const aListOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const oneOf =
  (values: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && values.includes(value);

const toEngine: Shape<ToEngine> = {
  load: { options: anObject, keepAs: optional(aString) },
  generate: { id: aNumber, request: anObject },
  group: { id: aNumber, request: anObject },
  ahead: { id: aNumber, request: anObject },
  count: { id: aNumber, lane: oneOf(lanes), prompts: aList },
  abort: { id: aNumber },
  ping: {},
  dispose: { keep: optional(aBoolean) },
};

const fromEngine: Shape<FromEngine> = {
  ready: {},
  progress: { progress: aNumber, waits: optional(aBoolean) },
  loading: { part: oneOf(loadParts) },
  loaded: { model: anObject },
  prefill: { id: aNumber, evaluated: aNumber, total: aNumber, cached: optional(aNumber) },
  text: { id: aNumber, text: aString, tokens: aNumber },
  prefilled: { id: aNumber, evaluatedTokens: aNumber },
  counted: { id: aNumber, tokens: aListOf(aNumber) },
  done: { id: aNumber, reason: oneOf(["end", "stop", "length"]), usage: anObject },
  candidates: { id: aNumber, event: anObject },
  aborted: { id: aNumber, evaluatedTokens: aNumber, generatedTokens: aNumber },
  failed: { id: optional(aNumber), error: isPonderError },
  pong: { busy: aBoolean, steps: aNumber, running: aNumber, memoryBytes: optional(aNumber) },
  log: { level: oneOf(logLevels), message: aString },
};

const fits = (shapes: Readonly<Record<string, Readonly<Record<string, Check>>>>, value: unknown): boolean => {
  if (!anObject(value)) return false;
  const message = value as Readonly<Record<string, unknown>>;
  if (typeof message.type !== "string" || !Object.hasOwn(shapes, message.type)) return false;
  return Object.entries(shapes[message.type] ?? {}).every(([key, check]) => check(message[key]));
};

/** Tells whether a value that came from the server is a message. */
export const isToEngine = (value: unknown): value is ToEngine => fits(toEngine, value);

/** Tells whether a value that came from the engine process is a message. */
export const isFromEngine = (value: unknown): value is FromEngine => fits(fromEngine, value);
