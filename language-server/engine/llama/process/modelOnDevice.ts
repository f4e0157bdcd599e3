import os from "node:os";
import path from "node:path";
import type * as NodeLlamaCpp from "node-llama-cpp";
import type { LlamaContextSequence, LlamaModel } from "node-llama-cpp";
import type { GpuChoice } from "../../../../protocol/settings.js";
import {
  knownSpecialTokens,
  lanes,
  type Lane as LaneName,
  type LoadedModel,
  type LoadNotice,
  type LoadOptions,
} from "../../engine.js";
import type { LoadPart, LogLevel } from "../messages.js";
import { refusedWithAdapters } from "./adapters.js";
import { Candidates } from "./candidates.js";
import type { CheckedModel } from "./checkModel.js";
import { loadCompletionModel, type LoadedCompletionModel } from "./completionModel.js";
import { cacheTypes, contextAttention } from "./contextAttention.js";
import { loadFailure } from "./failure.js";
import { loadDraftModel, type LoadedDraftModel } from "./draftModel.js";
import { freed } from "./freed.js";
import type { GpuClaims } from "./gpuClaims.js";
import { Lane, restTokens, type LaneOptions } from "./lane.js";
import { isOneToken } from "./isOneToken.js";
import { joinNotices, smallerContext, withoutGpu } from "./loadNotices.js";
import { completionContext, PlannedContexts } from "./plannedContexts.js";
import type { StepMeter } from "./stepMeter.js";

/**
 * Tokens per batch. It is how long an abort or a completion waits. On a CPU 128 tokens are as fast as any more, 64 are
 * 6 % and 32 are 16 % slower (measured with `llama-bench`, 1.8 billion parameters, Q4_K_M); a GPU takes about as long
 * for 512.
 */
const cpuBatch = 128;
const gpuBatch = 512;
/**
 * Tokens per batch of other work while somebody types: a completion should not wait for longer than it takes itself. It
 * costs that work 7 % of its speed (`llama-bench`, 1.8 billion parameters, Q4_K_M, 1 thread).
 */
const gentleCpuBatch = 16;
/** Graphics memory that is left to the desktop and to what estimates miss: a share of all of it, at most 1 GiB. */
const vramPaddingShare = 0.1;
const maxVramPadding = 2 ** 30;

/** A loaded model with its lanes. */
export interface LoadedLlama {
  readonly info: LoadedModel;
  readonly model: LlamaModel;
  readonly lanes: Readonly<Record<LaneName, Lane>>;
  /** Frees everything, from the inside out: sequences, contexts, model, library. */
  dispose(): Promise<void>;
}

/** What loading tells about itself. */
export interface LoadListener {
  readonly progress: (progress: number) => void;
  readonly log: (level: LogLevel, message: string) => void;
  /** Whether it waits for another Ponder window that is loading onto the GPU; told again and again. */
  readonly waits: (isWaiting: boolean) => void;
  /** The native library is about to load this. */
  readonly begins: (part: LoadPart) => void;
  readonly meter: StepMeter;
}

/** Where a model is to run, decided before anything native is loaded. */
export interface Device {
  readonly gpu: GpuChoice;
  /** Why it is not what the settings say. */
  readonly notice?: LoadNotice;
}

/** The native library, and what of a load does not depend on the device. */
export interface Loading {
  readonly binding: typeof NodeLlamaCpp;
  readonly options: LoadOptions;
  readonly checked: CheckedModel;
  readonly listener: LoadListener;
  readonly claims: GpuClaims;
  readonly signal: AbortSignal;
  /** Takes the progress of the model's weights, 0 to 1. */
  readonly weights: (share: number) => void;
}

/** Loads library and model on one device, and makes the context for chat. Throws what the binding throws. */
export async function loadOn(device: Device, loading: Loading): Promise<LoadedLlama> {
  const { binding, options, checked, listener, claims, signal } = loading;
  const name = path.basename(options.path);
  const { logger, logLevel } = toLog(binding, listener.log);
  const llama = await binding.getLlama({
    gpu: device.gpu === "cpu" ? false : device.gpu,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    maxThreads: options.threads,
    vramPadding: (total) => Math.min(total * vramPaddingShare, maxVramPadding) + claims.plannedByOthers(),
    logger,
    logLevel,
  });
  try {
    // The library looks at the machine, not at the limit of a container; without one this is more than there can be, or 0.
    const limit = process.constrainedMemory();
    if (limit > 0 && limit < os.totalmem()) await llama.setRamCap(limit);
    signal.throwIfAborted();
    // Without a device even "vulkan" computes on the CPU.
    const offloads = llama.gpu !== false && llama.supportsGpuOffloading;
    // Nobody has to wait for a load onto the CPU.
    if (!offloads) claims.end();
    const vramBefore = offloads ? (await llama.getVramState()).used : 0;
    const model = await llama.loadModel({
      modelPath: options.path,
      ...(offloads && { gpuLayers: { fitContext: { contextSize: allContexts(options, checked.trainContextSize) } } }),
      onLoadProgress: loading.weights,
      loadSignal: signal,
    });
    const gpuLayers = offloads ? model.gpuLayers : 0;
    const completion = await loadCompletionModel(llama, offloads, loading);
    const draft = await loadDraftModel(llama, offloads, model, loading);
    listener.begins("model");
    const planned = new PlannedContexts((bytes) => claims.plan(bytes));
    const made = makeLanes(model, { completion, draft }, { ...loading, planned }, gpuLayers);
    const contextSize = await made.chat.contextSize(signal);
    if (gpuLayers > 0) {
      planned.likeChat(await contextVram(model, contextSize, loading), contextSize, completion.model === undefined);
      await tryOut(await made.chat.sequence(signal), model);
    }
    // Some drivers do not tell how much is used.
    const vramBytes = gpuLayers > 0 ? (await llama.getVramState()).used - vramBefore : 0;
    const wanted = Math.min(options.contextSize, model.trainContextSize);
    const notices = [
      device.notice ?? (gpuLayers === 0 ? withoutGpu(device.gpu, offloads, claims.users().length) : undefined),
      contextSize < wanted ? smallerContext(contextSize, wanted) : undefined,
      completion.notice,
      draft.notice,
    ].filter((notice) => notice !== undefined);
    const info: LoadedModel = {
      name: model.fileInfo.metadata.general.name ?? name,
      path: options.path,
      bytes: checked.bytes,
      parameters: countParameters(model),
      architecture: model.fileInfo.metadata.general.architecture,
      ...quantisationOf(model, binding),
      trainContext: model.trainContextSize,
      contextSize,
      device: gpuLayers > 0 ? (await llama.getGpuDeviceNames()).join(", ") : "CPU",
      gpuLayers,
      layers: model.fileInsights.totalLayers,
      threads: options.threads,
      specialTokens: knownSpecialTokens.filter((token) => isOneToken(model, token)),
      ...templateOf(model),
      hashes: { ...checked.hashes, ...completion.hashes, ...draft.hashes },
      ...(completion.info !== undefined && { completion: completion.info }),
      ...(draft.info !== undefined && { draft: draft.info }),
      ...(vramBytes > 0 && { vramBytes }),
      ...(notices.length > 0 && { notice: joinNotices(notices) }),
    };
    const dispose = async () => {
      for (const lane of lanes) {
        await made[lane].candidates.dispose();
        await made[lane].dispose();
      }
      // The library frees its models first.
      await freed(llama.dispose());
      claims.end();
    };
    return { info, model, lanes: made, dispose };
  } catch (error) {
    await freed(llama.dispose());
    throw error;
  }
}

/** The types of the file's weights, by the number in its header. Quantisers that nobody here knows have other numbers. */
function quantisationOf(
  { fileInfo }: LlamaModel,
  { GgufFileType }: Pick<typeof NodeLlamaCpp, "GgufFileType">,
): Pick<LoadedModel, "quantisation"> {
  const type = fileInfo.metadata.general.file_type;
  const name = type === undefined ? undefined : (GgufFileType[type] as string | undefined);
  return name === undefined ? {} : { quantisation: name.replace(/^(?:ALL|MOSTLY)_/, "") };
}

/** A driver that crashes does so at the first batch: better now, while the claim says that we are loading. */
async function tryOut(sequence: LlamaContextSequence, model: LlamaModel): Promise<void> {
  const token = model.tokens.bos ?? model.tokenize("a")[0];
  if (token === undefined) return;
  await sequence.evaluateWithoutGeneratingNewTokens([token]);
  await sequence.clearHistory();
}

/** Graphics memory of a context of this model, in bytes, as the library estimates it. */
async function contextVram(model: LlamaModel, contextSize: number, { options, binding }: Loading): Promise<number> {
  const { flashAttention, keys, values } = cacheTypes(options);
  const need = await model.fileInsights.estimateContextResourceRequirementsV2({
    contextSize,
    modelGpuLayers: model.gpuLayers,
    batchSize: gpuBatch + restTokens,
    sequences: 1,
    flashAttention,
    kvCacheKeyType: binding.GgmlType[keys],
    kvCacheValueType: binding.GgmlType[values],
  });
  return need.gpuVram;
}

/**
 * Tokens of the model's lanes: the graphics memory has to hold their caches beside the layers. A model for completions
 * comes after this one and takes of what is left.
 */
const allContexts = ({ contextSize, completion }: LoadOptions, trainContextSize: number): number =>
  2 * Math.min(contextSize, trainContextSize) + (completion ? 0 : Math.min(completionContext(true), trainContextSize));

function makeLanes(
  chat: LlamaModel,
  { completion, draft }: { readonly completion: LoadedCompletionModel; readonly draft: LoadedDraftModel },
  { options, binding, planned }: Loading & { readonly planned: PlannedContexts },
  gpuLayers: number,
): Readonly<Record<LaneName, Lane>> {
  const { adapters = [], threads } = options;
  const batches = (layers: number) =>
    layers > 0
      ? { batchSize: gpuBatch, gentleBatchSize: gpuBatch }
      : { batchSize: cpuBatch, gentleBatchSize: gentleCpuBatch };
  const forChat = {
    model: chat,
    ...batches(gpuLayers),
    threads,
    attention: contextAttention(options),
    toFailure: (error: unknown) => {
      const failure = loadFailure(error, path.basename(options.path), binding);
      return adapters.length > 0 ? refusedWithAdapters(failure, adapters) : failure;
    },
  };
  const forCompletion =
    completion.model === undefined
      ? forChat
      : {
          model: completion.model,
          ...batches(completion.info.gpuLayers),
          threads,
          // The adapters were made for the other model.
          attention: contextAttention({ ...options, adapters: [] }),
          toFailure: (error: unknown) => loadFailure(error, path.basename(completion.info.path), binding),
        };
  const candidates = new Candidates(forChat);
  const lane = (size: number, of: typeof forChat & Pick<LaneOptions, "draft" | "onMade">, beside: Candidates) =>
    new Lane({ ...of, contextSize: Math.min(size, of.model.trainContextSize), candidates: beside });
  const drafting = (size: number): Pick<LaneOptions, "draft"> => {
    if (draft.model === undefined) return {};
    const { model } = draft;
    return {
      draft: new Lane({
        model,
        ...batches(draft.info.gpuLayers),
        threads,
        contextSize: Math.min(size, model.trainContextSize),
        // The adapters were made for the other model.
        attention: contextAttention({ ...options, adapters: [] }),
        candidates,
        toFailure: (error) => loadFailure(error, path.basename(options.draft ?? ""), binding),
      }),
    };
  };
  return {
    completion: lane(
      completionContext((completion.info?.gpuLayers ?? gpuLayers) > 0),
      { ...forCompletion, onMade: () => planned.made("completion") },
      forCompletion === forChat ? candidates : new Candidates(forCompletion),
    ),
    chat: lane(options.contextSize, { ...forChat, ...drafting(options.contextSize) }, candidates),
    edit: lane(
      options.contextSize,
      { ...forChat, ...drafting(options.contextSize), onMade: () => planned.made("edit") },
      candidates,
    ),
  };
}

const countParameters = (model: LlamaModel): number =>
  (model.fileInfo.fullTensorInfo ?? model.fileInfo.tensorInfo ?? []).reduce(
    (sum, tensor) => sum + tensor.dimensions.reduce<number>((product, size) => product * Number(size), 1),
    0,
  );

/** Routes the library's log to ours; its default writes to standard output. */
function toLog(binding: Pick<typeof NodeLlamaCpp, "LlamaLogLevel">, log: LoadListener["log"]) {
  const { LlamaLogLevel } = binding;
  const levels: Partial<Record<string, LogLevel>> = {
    [LlamaLogLevel.fatal]: "error",
    [LlamaLogLevel.error]: "error",
    [LlamaLogLevel.warn]: "warn",
  };
  return {
    logLevel: LlamaLogLevel.warn,
    logger: (level: string, message: string) => log(levels[level] ?? "debug", message.trimEnd()),
  };
}

function templateOf({ fileInfo }: LlamaModel): Pick<LoadedModel, "templateTokens"> {
  const { chat_template: template } = fileInfo.metadata.tokenizer;
  return typeof template === "string"
    ? { templateTokens: knownSpecialTokens.filter((token) => template.includes(token)) }
    : {};
}
