import path from "node:path";
import type { Llama, LlamaModel } from "node-llama-cpp";
import { PonderFailure } from "../../../../protocol/errors.js";
import { knownSpecialTokens, type CompletionModel, type Hashes, type LoadNotice } from "../../engine.js";
import { checkModel } from "./checkModel.js";
import { loadFailure } from "./failure.js";
import { completionModelLeftOut, crashedWhileLoading } from "./loadNotices.js";
import type { Loading } from "./modelOnDevice.js";
import { completionContext } from "./plannedContexts.js";
import { isOneToken } from "./isOneToken.js";

/** A second model, or why there is none. */
export type LoadedCompletionModel =
  | { readonly model: LlamaModel; readonly info: CompletionModel; readonly hashes: Hashes; readonly notice?: undefined }
  | {
      readonly model?: undefined;
      readonly info?: undefined;
      readonly hashes?: undefined;
      readonly notice?: LoadNotice;
    };

/**
 * Loads the model for completions beside the one for chat, on what that one left of the device. Completions do not
 * depend on it, so a failure is only told: the chat model does its work then.
 *
 * @param offloads whether there is a GPU.
 * @throws `signal.reason`, nothing else.
 */
export async function loadCompletionModel(
  llama: Llama,
  offloads: boolean,
  { binding, options, listener, signal }: Loading,
): Promise<LoadedCompletionModel> {
  const { completion } = options;
  if (completion === undefined) return {};
  if (options.leftOut?.includes("completion") === true) return { notice: completionModelLeftOut(crashedWhileLoading) };
  const file = completion.path;
  const name = path.basename(file);
  try {
    if (!path.isAbsolute(file)) throw notAbsolute(file);
    const checked = await checkModel(file, options.hashes, () => listener.meter.step(), signal);
    const { bytes, trainContextSize, hashes } = checked;
    const sizeOf = (isOnGpu: boolean): number => Math.min(completionContext(isOnGpu), trainContextSize);
    listener.begins("completion");
    const model = await llama.loadModel({
      modelPath: file,
      ...(offloads && { gpuLayers: { fitContext: { contextSize: sizeOf(true) } } }),
      onLoadProgress: () => listener.meter.step(),
      loadSignal: signal,
    });
    const gpuLayers = offloads ? model.gpuLayers : 0;
    const info: CompletionModel = {
      name: model.fileInfo.metadata.general.name ?? name,
      path: file,
      bytes,
      architecture: model.fileInfo.metadata.general.architecture,
      contextSize: sizeOf(gpuLayers > 0),
      gpuLayers,
      specialTokens: knownSpecialTokens.filter((token) => isOneToken(model, token)),
    };
    return { model, info, hashes };
  } catch (error) {
    signal.throwIfAborted();
    const failure = loadFailure(error, name, binding);
    listener.log("warn", failure.data.message);
    return { notice: completionModelLeftOut(failure.data.message) };
  }
}

const notAbsolute = (file: string) =>
  new PonderFailure(
    "modelNotFound",
    `The path ${file} is not absolute.`,
    "Set ponder.completion.model to the whole path of a GGUF file.",
  );
