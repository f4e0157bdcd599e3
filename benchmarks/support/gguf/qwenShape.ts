import { coderSpecials } from "./coderSpecials.js";
import { r1Specials } from "./r1Specials.js";
import type { TensorType } from "./writeGguf.js";

/** The shape of a model of the family Qwen2, as its `config.json` has it, and its quantisation. */
export interface QwenShape {
  readonly name: string;
  readonly layers: number;
  readonly width: number;
  readonly feedForward: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly context: number;
  readonly ropeBase: number;
  /** The rows of the embedding are those of the output too. */
  readonly tied: boolean;
  /** `llama_ftype` of the quantisation. */
  readonly fileType: number;
  /** Of most matrices, and of those that the quantisation gives more bits. */
  readonly types: { readonly usual: TensorType; readonly finer: TensorType };
  readonly pretokenizer: string;
  /** In the order of their ids, from 151643 on. */
  readonly specials: readonly (readonly [text: string, type: number])[];
  /** What every text begins with; absent: nothing. */
  readonly begin?: string;
}

/** DeepSeek-R1-Distill-Qwen-1.5B in Q4_K_M, 1.1 GB. */
export const r1Shape: QwenShape = {
  name: "R1 Distill Qwen 1.5B",
  layers: 28,
  width: 1536,
  feedForward: 8960,
  heads: 12,
  keyValueHeads: 2,
  context: 131_072,
  ropeBase: 10_000,
  tied: false,
  fileType: 15,
  types: { usual: "q4_k", finer: "q6_k" },
  pretokenizer: "deepseek-r1-qwen",
  specials: r1Specials,
  begin: "<｜begin▁of▁sentence｜>",
};

/** Qwen2.5-Coder-0.5B in Q8_0, as llama.cpp's own presets for completions take it, 0.5 GB. */
export const coderShape: QwenShape = {
  name: "Qwen2.5 Coder 0.5B",
  layers: 24,
  width: 896,
  feedForward: 4864,
  heads: 14,
  keyValueHeads: 2,
  context: 32_768,
  ropeBase: 1_000_000,
  tied: true,
  fileType: 7,
  types: { usual: "q8_0", finer: "q8_0" },
  pretokenizer: "qwen2",
  specials: coderSpecials,
};
