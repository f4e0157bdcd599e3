import path from "node:path";
import type { Llama, LlamaModel } from "node-llama-cpp";
import { PonderFailure } from "../../../../protocol/errors.js";
import type { Hashes, LoadNotice, SecondModelFacts } from "../../engine.js";
import { checkModel } from "./checkModel.js";
import { loadFailure } from "./failure.js";
import { crashedWhileLoading, draftModelLeftOut } from "./loadNotices.js";
import type { Loading } from "./modelOnDevice.js";
import { vocabularyDifference, type VocabularyHeader } from "./vocabularies.js";

/** A draft model, or why there is none. */
export type LoadedDraftModel =
  | {
      readonly model: LlamaModel;
      readonly info: SecondModelFacts;
      readonly hashes: Hashes;
      readonly notice?: undefined;
    }
  | {
      readonly model?: undefined;
      readonly info?: undefined;
      readonly hashes?: undefined;
      readonly notice?: LoadNotice;
    };

/**
 * Loads the model that guesses tokens for `target`, on what is left of the device. Answers do not depend on it, so a
 * failure is only told. Its vocabulary is compared in the headers, before its weights are loaded.
 *
 * @param offloads whether there is a GPU.
 * @throws `signal.reason`, nothing else.
 */
export async function loadDraftModel(
  llama: Llama,
  offloads: boolean,
  target: LlamaModel,
  { binding, options, checked: big, listener, signal }: Loading,
): Promise<LoadedDraftModel> {
  const file = options.draft;
  if (file === undefined) return {};
  if (options.leftOut?.includes("draft") === true) return { notice: draftModelLeftOut(crashedWhileLoading) };
  const name = path.basename(file);
  try {
    if (!path.isAbsolute(file)) throw notAbsolute(file);
    const checked = await checkModel(file, options.hashes, () => listener.meter.step(), signal);
    if (checked.bytes > big.bytes) throw bigger(name);
    const { trainContextSize, hashes } = checked;
    const header = await binding.readGgufFileInfo(file, { sourceType: "filesystem", logWarnings: false, signal });
    const difference = vocabularyDifference(vocabularyOf(target.fileInfo), vocabularyOf(header));
    if (difference !== undefined) throw otherVocabulary(name, difference);
    listener.begins("draft");
    const model = await llama.loadModel({
      modelPath: file,
      // Two lanes draft.
      ...(offloads && {
        gpuLayers: { fitContext: { contextSize: 2 * Math.min(options.contextSize, trainContextSize) } },
      }),
      onLoadProgress: () => listener.meter.step(),
      loadSignal: signal,
    });
    const info: SecondModelFacts = {
      name: model.fileInfo.metadata.general.name ?? name,
      path: file,
      bytes: checked.bytes,
      gpuLayers: offloads ? model.gpuLayers : 0,
    };
    return { model, info, hashes };
  } catch (error) {
    signal.throwIfAborted();
    const failure = loadFailure(error, name, binding);
    listener.log("warn", failure.data.message);
    return { notice: draftModelLeftOut(failure.data.message) };
  }
}

const vocabularyOf = ({ metadata }: Pick<LlamaModel["fileInfo"], "metadata">): VocabularyHeader =>
  metadata.tokenizer.ggml;

const notAbsolute = (file: string) =>
  new PonderFailure(
    "modelNotFound",
    `The path ${file} is not absolute.`,
    "Set ponder.model.draft to the whole path of a GGUF file.",
  );

const ofSameFamily = "Set ponder.model.draft to a smaller model of the same family, or leave it empty.";

const bigger = (name: string) =>
  new PonderFailure(
    "modelLoadFailed",
    `${name} is bigger than the model, so guessing would only cost time.`,
    ofSameFamily,
  );

const otherVocabulary = (name: string, difference: string) =>
  new PonderFailure("modelLoadFailed", `${name} cannot guess for this model: ${difference}.`, ofSameFamily);
