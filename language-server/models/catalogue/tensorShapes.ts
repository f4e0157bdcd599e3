import type { ModelShape } from "./modelShape.js";

/** A block of weights in a GGUF file: the length of a row, then the number of rows, if it is a matrix. */
export interface TensorShape {
  readonly name: string;
  /** What kind of weights, the same in each layer; decides how finely it is quantised. */
  readonly kind: TensorKind;
  readonly layer?: number;
  readonly dimensions: readonly [row: number] | readonly [row: number, rows: number];
}

export type TensorKind =
  | "vector"
  | "embedding"
  | "output"
  | "query"
  | "key"
  | "value"
  | "attentionOutput"
  | "gate"
  | "up"
  | "down";

/** All weights of a model of this shape, as llama.cpp's converter names and orders them. */
export function tensorShapes(shape: ModelShape): readonly TensorShape[] {
  const { layers, width, feedForward, heads, keyValueHeads, headSize, vocabulary, tied } = shape;
  const queryWidth = heads * headSize;
  const keyWidth = keyValueHeads * headSize;
  const blocks = Array.from({ length: layers }, (_, layer): readonly TensorShape[] => {
    const vector = (name: string, size: number): TensorShape => ({
      name: `blk.${layer}.${name}`,
      kind: "vector",
      layer,
      dimensions: [size],
    });
    const matrix = (name: string, kind: TensorKind, row: number, rows: number): TensorShape => ({
      name: `blk.${layer}.${name}.weight`,
      kind,
      layer,
      dimensions: [row, rows],
    });
    // Qwen2 has biases for query, key and value; Qwen3 normalises query and key instead.
    const bias = (name: string, size: number) => (shape.architecture === "qwen2" ? [vector(`${name}.bias`, size)] : []);
    const norms =
      shape.architecture === "qwen3"
        ? [vector("attn_q_norm.weight", headSize), vector("attn_k_norm.weight", headSize)]
        : [];
    return [
      vector("attn_norm.weight", width),
      matrix("attn_q", "query", width, queryWidth),
      ...bias("attn_q", queryWidth),
      matrix("attn_k", "key", width, keyWidth),
      ...bias("attn_k", keyWidth),
      matrix("attn_v", "value", width, keyWidth),
      ...bias("attn_v", keyWidth),
      ...norms,
      matrix("attn_output", "attentionOutput", queryWidth, width),
      vector("ffn_norm.weight", width),
      matrix("ffn_gate", "gate", width, feedForward),
      matrix("ffn_up", "up", width, feedForward),
      matrix("ffn_down", "down", feedForward, width),
    ];
  });
  return [
    { name: "token_embd.weight", kind: "embedding", dimensions: [width, vocabulary] },
    { name: "output_norm.weight", kind: "vector", dimensions: [width] },
    ...(tied ? [] : [{ name: "output.weight", kind: "output", dimensions: [width, vocabulary] } as const]),
    ...blocks.flat(),
  ];
}

/** Weights of a block. */
export const weightsOf = ({ dimensions }: Pick<TensorShape, "dimensions">): number =>
  dimensions.reduce((product, size) => product * size, 1);

/** Parameters of a model, as its authors count them. */
export const countParameters = (shape: ModelShape): number =>
  tensorShapes(shape).reduce((sum, tensor) => sum + weightsOf(tensor), 0);
