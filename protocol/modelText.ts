import { t } from "./localise.js";
import type { ModelInfo, SecondModelInfo } from "./model.js";

/** Where a loaded model computes, and how much of it. Pure. */
export function whereText({ device, gpuLayers, layers }: Pick<ModelInfo, "device" | "gpuLayers" | "layers">): string {
  if (gpuLayers === 0) return device;
  return gpuLayers < layers
    ? t("{0}, {1} of {2} layers, the others on the CPU", device, gpuLayers, layers)
    : t("{0}, all {1} layers", device, layers);
}

/** Why a load stands still. */
export const waitsForGpuText = (): string => t("Another Ponder window is loading a model; this one waits for it.");

/** The models beside the one for chat, a line for each. Pure. */
export function secondModelLines({ completionModel, draftModel }: ModelInfo): readonly string[] {
  return [
    ...(completionModel === undefined ? [] : [t("Completions: {0}", withPlace(completionModel))]),
    ...(draftModel === undefined ? [] : [t("Drafts: {0}", withPlace(draftModel))]),
  ];
}

const withPlace = ({ name, gpuLayers }: SecondModelInfo): string =>
  gpuLayers === 0 ? name : t("{0}, {1} layers on the GPU", name, gpuLayers);

/** What was recognised in the files: architecture, quantisation, size, context, chat form, thoughts, completions. Pure. */
export function recognisedLines(model: ModelInfo): readonly string[] {
  const { architecture, quantisation, parameters, trainContext, chatForm, thoughtMarker, holeForm } = model;
  const billions = (parameters / 1e9).toLocaleString("en", { maximumSignificantDigits: 2 });
  return [
    [
      architecture,
      ...(quantisation === undefined ? [] : [quantisation]),
      t("{0} billion parameters", billions),
      t("trained for {0} tokens of context", trainContext.toLocaleString("en")),
    ].join(", "),
    ...(chatForm === undefined
      ? []
      : [
          thoughtMarker === undefined
            ? t("Chat form: {0}", chatForm)
            : t("Chat form: {0}, thoughts begin with {1}", chatForm, thoughtMarker),
        ]),
    ...(holeForm === undefined ? [] : [t("Fill-in-the-middle tokens: {0}", holeForm)]),
  ];
}
