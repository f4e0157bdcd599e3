import type { ModelShape } from "./modelShape.js";
import { tensorShapes, weightsOf, type TensorShape } from "./tensorShapes.js";

/** The quantisations that the catalogue offers, by llama.cpp's names. */
export const quantisations = ["Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0"] as const;
export type Quantisation = (typeof quantisations)[number];

/** How weights are stored: blocks of so many weights in so many bytes (ggml's `type_traits`). */
export const weightTypes = {
  F32: { weights: 1, bytes: 4 },
  Q3_K: { weights: 256, bytes: 110 },
  Q4_K: { weights: 256, bytes: 144 },
  Q5_0: { weights: 32, bytes: 22 },
  Q5_1: { weights: 32, bytes: 24 },
  Q5_K: { weights: 256, bytes: 176 },
  Q6_K: { weights: 256, bytes: 210 },
  Q8_0: { weights: 32, bytes: 34 },
} as const;
export type WeightType = keyof typeof weightTypes;

/** The type that most of the weights get. */
const usual = { Q3_K_M: "Q3_K", Q4_K_M: "Q4_K", Q5_K_M: "Q5_K", Q6_K: "Q6_K", Q8_0: "Q8_0" } as const;

/** What is taken where a row is no multiple of 256, as in Qwen2.5 0.5B (`llama_tensor_quantize` in `llama-quant.cpp`). */
const withSmallBlocks = { F32: "F32", Q3_K: "Q5_0", Q4_K: "Q5_0", Q5_K: "Q5_1", Q6_K: "Q8_0", Q8_0: "Q8_0" } as const;

/**
 * How a block of weights is stored, by the rules of llama.cpp's quantiser (`llama_tensor_get_type` in
 * `llama-quant.cpp`). A `_M` mix gives the output, and value and down projections of some layers, more bits.
 */
export function weightTypeOf(tensor: TensorShape, shape: ModelShape, quantisation: Quantisation): WeightType {
  if (tensor.kind === "vector") return "F32";
  const type = mixedType(tensor, shape, quantisation);
  const fits = tensor.dimensions[0] % weightTypes[type].weights === 0;
  return fits ? type : withSmallBlocks[type];
}

function mixedType({ kind, layer = 0 }: TensorShape, shape: ModelShape, quantisation: Quantisation) {
  if (quantisation === "Q8_0") return "Q8_0";
  // Weights that serve as output count as such.
  if (kind === "output" || (kind === "embedding" && shape.tied)) return "Q6_K";
  if (kind === "value") return valueType(layer, shape, quantisation);
  if (kind === "down") return downType(layer, shape, quantisation);
  if (kind === "attentionOutput" && quantisation === "Q3_K_M") return "Q4_K";
  return usual[quantisation];
}

function valueType(layer: number, shape: ModelShape, quantisation: Exclude<Quantisation, "Q8_0">) {
  if (quantisation === "Q3_K_M") return layer < 2 ? "Q5_K" : is70b(shape) ? "Q5_K" : "Q4_K";
  if (quantisation === "Q6_K" || usesMoreBits(layer, shape.layers)) return "Q6_K";
  // Eight heads share a value: a few more bits cost next to nothing there.
  if (is70b(shape) && quantisation === "Q4_K_M") return "Q5_K";
  return usual[quantisation];
}

function downType(layer: number, { layers }: ModelShape, quantisation: Exclude<Quantisation, "Q8_0">) {
  if (quantisation === "Q3_K_M") return layer < Math.floor(layers / 16) ? "Q5_K" : "Q4_K";
  if (quantisation === "Q6_K" || usesMoreBits(layer, layers)) return "Q6_K";
  return usual[quantisation];
}

/** `use_more_bits` in `llama-quant.cpp`. */
function usesMoreBits(layer: number, layers: number): boolean {
  const eighth = Math.floor(layers / 8);
  return layer < eighth || layer >= Math.floor((7 * layers) / 8) || (layer - eighth) % 3 === 2;
}

const is70b = ({ architecture, layers }: ModelShape): boolean => architecture === "llama" && layers === 80;

/** Bytes of a block of weights. */
export function bytesOf(tensor: TensorShape, shape: ModelShape, quantisation: Quantisation): number {
  const { weights, bytes } = weightTypes[weightTypeOf(tensor, shape, quantisation)];
  return (weightsOf(tensor) / weights) * bytes;
}

/** Bytes of all weights; a GGUF file has some megabytes more, for its table of tokens. */
export const weightBytes = (shape: ModelShape, quantisation: Quantisation): number =>
  tensorShapes(shape).reduce((sum, tensor) => sum + bytesOf(tensor, shape, quantisation), 0);
