import type { FitReport, ModelFit, ModelRole } from "../../../protocol/models.js";
import type { KvCacheType } from "../../../protocol/settings.js";
import { fileBytes, type CatalogueModel } from "../catalogue/catalogue.js";
import { fitModel } from "./fitModel.js";
import type { MachineReadings } from "./machine.js";
import { recommend, type Candidate } from "./recommend.js";

/** How every file of the catalogue runs on a machine, and which suit it best. Pure. */
export function fitReport(
  models: readonly CatalogueModel[],
  machine: MachineReadings,
  contextSize: number,
  kvCache: KvCacheType,
): FitReport {
  const candidates = models.flatMap((model) =>
    model.files.map((file): Candidate => {
      const bytes = fileBytes(model, file);
      const sized = { shape: model.shape, quantisation: file.quantisation, bytes };
      return {
        uri: file.uri,
        role: model.role,
        parameters: model.parameters,
        bytes,
        isFree: model.licence.commercial !== false,
        fit: fitModel(sized, { contextSize, kvCache, trainedContext: model.context }, machine),
      };
    }),
  );
  const chat = recommend(candidates, "chat");
  const completion = recommend(beside(candidates, chat, machine), "completion");
  const fits = Object.fromEntries(candidates.map(({ uri, fit }): readonly [string, ModelFit] => [uri, fit]));
  return {
    machine: {
      memoryBytes: machine.memory.total,
      availableBytes: machine.memory.available,
      physicalCores: machine.physicalCores,
      threads: machine.threads,
      onBattery: machine.onBattery,
      bandwidth: Math.round(machine.bandwidth),
      ...(machine.gpu && { gpu: machine.gpu }),
    },
    contextSize,
    fits,
    recommended: { ...(chat !== undefined && { chat }), ...(completion !== undefined && { completion }) },
  };
}

/** A model for completions has to fit beside the one for chat. */
function beside(candidates: readonly Candidate[], chat: string | undefined, { memory, gpu }: MachineReadings) {
  const first = candidates.find(({ uri }) => uri === chat)?.fit;
  if (first === undefined) return candidates;
  const room = first.verdict === "gpu" ? (gpu?.freeBytes ?? 0) - (first.vramBytes ?? 0) : memory.available - first.memoryBytes;
  const role: ModelRole = "completion";
  return candidates.filter(
    (one) => one.role === role && (first.verdict === "gpu" ? (one.fit.vramBytes ?? 0) : one.fit.memoryBytes) <= room,
  );
}
