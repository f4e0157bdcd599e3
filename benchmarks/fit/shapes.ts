import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { readCatalogue, type CatalogueModel } from "../../language-server/models/catalogue/catalogue.js";
import type { Quantisation } from "../../language-server/models/catalogue/quantisation.js";
import { writeShape } from "./writeShape.js";

/** A model of the catalogue at a quantisation that is measured. */
export interface MeasuredShape {
  readonly model: CatalogueModel;
  readonly quantisation: Quantisation;
}

/** From half a gigabyte to five; a model of four bits and of eight, with and without an output of its own. */
const measured: readonly (readonly [id: string, quantisation: Quantisation])[] = [
  ["qwen2.5-coder-0.5b", "Q8_0"],
  ["r1-distill-qwen-1.5b", "Q4_K_M"],
  ["r1-distill-qwen-1.5b", "Q8_0"],
  ["qwen2.5-coder-3b", "Q8_0"],
  ["r1-distill-qwen-7b", "Q4_K_M"],
  ["r1-distill-llama-8b", "Q4_K_M"],
];

/** The shapes that are measured. @param count only the first ones. */
export async function measuredShapes(
  catalogueFile: string,
  count = measured.length,
): Promise<readonly MeasuredShape[]> {
  const models = await readCatalogue(catalogueFile);
  return measured.slice(0, count).map(([id, quantisation]) => {
    const model = models.find((one) => one.id === id);
    if (model === undefined) throw new Error(`${id} is not in the catalogue`);
    return { model, quantisation };
  });
}

/**
 * The file of a shape, written if it is not there yet.
 *
 * @param vocabularies folder of llama.cpp's vocabularies.
 * @returns its path and its size in bytes.
 */
export async function fileOf(
  { model, quantisation }: MeasuredShape,
  folder: string,
  vocabularies: string,
): Promise<{ readonly file: string; readonly bytes: number }> {
  const file = path.join(folder, `${model.id}-${quantisation}.gguf`);
  if (!existsSync(file)) {
    console.log(`Writing random weights of the shape of ${model.name} at ${quantisation}.`);
    const vocabulary = model.shape.architecture === "llama" ? "llama-bpe" : "qwen2";
    await writeShape(file, model.shape, quantisation, path.join(vocabularies, `ggml-vocab-${vocabulary}.gguf`));
  }
  return { file, bytes: (await stat(file)).size };
}
