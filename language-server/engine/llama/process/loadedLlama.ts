import path from "node:path";
import type * as NodeLlamaCpp from "node-llama-cpp";
import type { Llama, LlamaModel } from "node-llama-cpp";
import { PonderFailure } from "../../../../protocol/errors.js";
import { knownSpecialTokens, lanes, type Lane as LaneName, type LoadedModel, type LoadOptions } from "../../engine.js";
import type { LogLevel } from "../messages.js";
import { loadFailure, type BindingErrors } from "./failure.js";
import { Lane } from "./lane.js";
import { checkModelFile } from "./modelFile.js";
import type { StepMeter } from "./stepMeter.js";

/** Tokens of context for completions: a window around the cursor, not the file. */
const completionContext = 2048;
/**
 * Tokens per batch. It is how long an abort or a completion waits. 64 tokens keep the matrix units busy on a CPU; on
 * a GPU a batch of 512 takes about as long.
 */
const cpuBatch = 64;
const gpuBatch = 512;
/** Share of the progress that hashing takes, where the file is hashed. */
const hashShare = 0.3;

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
  readonly meter: StepMeter;
}

/**
 * Checks the file, loads the native library and the model, and makes the context for chat, so that a lack of memory
 * shows now and not at the first question.
 *
 * @throws PonderFailure `modelNotFound`, `modelDamaged`, `modelLoadFailed`; `signal.reason`.
 */
export async function loadLlama(
  options: LoadOptions,
  listener: LoadListener,
  signal: AbortSignal,
): Promise<LoadedLlama> {
  const name = path.basename(options.path);
  const begin = options.sha256 === undefined ? 0 : hashShare;
  const report = (share: number) => {
    listener.meter.step();
    listener.progress(Math.min(1, share));
  };
  const bytes = await checkModelFile(options.path, options.sha256, (done) => report(done * begin), signal);
  let binding: (BindingErrors & typeof NodeLlamaCpp) | undefined;
  let llama: Llama | undefined;
  try {
    return await listener.meter.run(async () => {
      // The only import of the native library; it is ESM with a top-level await.
      binding = await import("node-llama-cpp");
      signal.throwIfAborted();
      await checkComplete(binding, options.path, bytes, signal);
      const { logger, logLevel } = toLog(binding, listener.log);
      llama = await binding.getLlama({
        gpu: options.gpu === "cpu" ? false : options.gpu,
        build: "never",
        skipDownload: true,
        progressLogs: false,
        maxThreads: options.threads,
        logger,
        logLevel,
      });
      signal.throwIfAborted();
      // Without a device even "vulkan" computes on the CPU.
      const offloads = llama.gpu !== false && llama.supportsGpuOffloading;
      const model = await llama.loadModel({
        modelPath: options.path,
        ...(offloads && { gpuLayers: { fitContext: { contextSize: options.contextSize } } }),
        onLoadProgress: (done) => report(begin + done * (0.95 - begin)),
        loadSignal: signal,
      });
      const made = makeLanes(model, options, offloads && model.gpuLayers > 0 ? gpuBatch : cpuBatch, (error) =>
        loadFailure(error, name, binding),
      );
      const contextSize = await made.chat.contextSize(signal);
      report(1);
      const library = llama;
      return {
        info: {
          name: model.fileInfo.metadata.general.name ?? name,
          path: options.path,
          bytes,
          parameters: countParameters(model),
          architecture: model.fileInfo.metadata.general.architecture,
          contextSize,
          device: offloads && model.gpuLayers > 0 ? (await library.getGpuDeviceNames()).join(", ") : "CPU",
          gpuLayers: offloads ? model.gpuLayers : 0,
          threads: options.threads,
          specialTokens: knownSpecialTokens.filter((token) => isOneToken(model, token)),
        },
        model,
        lanes: made,
        dispose: async () => {
          for (const lane of lanes) await made[lane].dispose();
          await model.dispose();
          await library.dispose();
        },
      };
    });
  } catch (error) {
    await llama?.dispose();
    signal.throwIfAborted();
    throw loadFailure(error, name, binding);
  }
}

function makeLanes(
  model: LlamaModel,
  options: LoadOptions,
  batchSize: number,
  toFailure: (error: unknown) => Error,
): Readonly<Record<LaneName, Lane>> {
  const own = model.trainContextSize;
  const lane = (size: number) =>
    new Lane({ model, batchSize, threads: options.threads, contextSize: Math.min(size, own), toFailure });
  return { completion: lane(completionContext), chat: lane(options.contextSize), edit: lane(options.contextSize) };
}

/** A file that was cut off loads the header well; the loader's own message names a tensor and not what to do. */
async function checkComplete(
  binding: Pick<typeof NodeLlamaCpp, "readGgufFileInfo">,
  file: string,
  bytes: number,
  signal: AbortSignal,
): Promise<void> {
  const damaged = (what: string, cause?: unknown) =>
    new PonderFailure(
      "modelDamaged",
      `${path.basename(file)} is damaged: ${what}.`,
      "Download the file again, or choose another model with “Ponder: Choose Model…”.",
      { cause },
    );
  const header = await binding
    .readGgufFileInfo(file, { sourceType: "filesystem", spliceSplitFiles: false, logWarnings: false, signal })
    .catch((error: unknown) => {
      signal.throwIfAborted();
      throw damaged("its header cannot be read", error);
    });
  const lastTensor = (header.tensorInfo ?? []).reduce((max, { fileOffset }) => Math.max(max, Number(fileOffset)), 0);
  if (lastTensor >= bytes) throw damaged(`the file ends at byte ${bytes}, but weights begin at byte ${lastTensor}`);
}

const countParameters = (model: LlamaModel): number =>
  (model.fileInfo.fullTensorInfo ?? model.fileInfo.tensorInfo ?? []).reduce(
    (sum, tensor) => sum + tensor.dimensions.reduce<number>((product, size) => product * Number(size), 1),
    0,
  );

function isOneToken(model: LlamaModel, text: string): boolean {
  const [token, ...more] = model.tokenize(text, true);
  if (token === undefined || more.length > 0) return false;
  const attributes = model.getTokenAttributes(token);
  return attributes.control || attributes.userDefined;
}

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
