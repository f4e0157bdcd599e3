import type { QwenShape } from "./qwenShape.js";
import { randomBlocks } from "./randomBlocks.js";
import { readMetadata } from "./readMetadata.js";
import { floats, tensorBytes, writeGguf, type GgufTensor, type TensorType } from "./writeGguf.js";

const vocabulary = 151_936;
const plainTokens = 151_643;
const unused = 5;

/**
 * Writes a model of a true shape and quantisation with random weights: it costs what the real one costs and says
 * nothing. The output rows of tokens that are not plain ASCII text are zero, so that with the best token always taken
 * it never ends by itself and never says half a character, at which llama-server gives up. The same call writes the
 * same bytes.
 *
 * @param vocabularyFile llama.cpp's `models/ggml-vocab-qwen2.gguf`.
 */
export async function writeQwenShape(file: string, shape: QwenShape, vocabularyFile: string): Promise<void> {
  const source = await readMetadata(vocabularyFile);
  const list = <T extends string | number>(key: string): T[] => {
    const value = source.get(key);
    if (!Array.isArray(value)) throw new Error(`${vocabularyFile} has no ${key}`);
    return value as T[];
  };
  const { specials } = shape;
  const tokens = [...list<string>("tokenizer.ggml.tokens").slice(0, plainTokens), ...specials.map(([text]) => text)];
  const types = [...list<number>("tokenizer.ggml.token_type").slice(0, plainTokens), ...specials.map(([, t]) => t)];
  while (tokens.length < vocabulary) {
    types.push(unused);
    tokens.push(`[PAD${tokens.length}]`);
  }
  const end = plainTokens;
  const begin = shape.begin === undefined ? end : tokens.indexOf(shape.begin);
  await writeGguf(
    file,
    {
      "general.architecture": ["str", "qwen2"],
      "general.type": ["str", "model"],
      "general.name": ["str", `Random weights in the shape of ${shape.name}`],
      "general.file_type": ["u32", shape.fileType],
      "general.quantization_version": ["u32", 2],
      "qwen2.block_count": ["u32", shape.layers],
      "qwen2.context_length": ["u32", shape.context],
      "qwen2.embedding_length": ["u32", shape.width],
      "qwen2.feed_forward_length": ["u32", shape.feedForward],
      "qwen2.attention.head_count": ["u32", shape.heads],
      "qwen2.attention.head_count_kv": ["u32", shape.keyValueHeads],
      "qwen2.rope.freq_base": ["f32", shape.ropeBase],
      "qwen2.attention.layer_norm_rms_epsilon": ["f32", 1e-6],
      "tokenizer.ggml.model": ["str", "gpt2"],
      "tokenizer.ggml.pre": ["str", shape.pretokenizer],
      "tokenizer.ggml.tokens": ["str[]", tokens],
      "tokenizer.ggml.token_type": ["i32[]", types],
      "tokenizer.ggml.merges": ["str[]", list<string>("tokenizer.ggml.merges")],
      "tokenizer.ggml.bos_token_id": ["u32", begin],
      "tokenizer.ggml.eos_token_id": ["u32", end],
      "tokenizer.ggml.padding_token_id": ["u32", end],
      "tokenizer.ggml.add_bos_token": ["bool", shape.begin !== undefined],
      "tokenizer.ggml.add_eos_token": ["bool", false],
    },
    tensors(shape, tokens.map(isPlain)),
  );
}

/** Whether a token is plain text, in GPT-2's alphabet of visible bytes (`Ġ` is a space); `</s>` counts as an end. */
const isPlain = (token: string, id: number): boolean => id < plainTokens && /^[!-;=-~Ġ]+$/.test(token);

/** @param says for each token whether it may be said. */
function tensors(shape: QwenShape, says: readonly boolean[]): readonly GgufTensor[] {
  const { layers, width, feedForward, heads, keyValueHeads, types } = shape;
  const keyValueWidth = (width / heads) * keyValueHeads;
  const vector = (name: string, length: number, value: number) =>
    floats(name, [length], new Float32Array(length).fill(value));
  const matrix = (
    name: string,
    row: number,
    rows: number,
    type: TensorType,
    wanted?: readonly boolean[],
  ): GgufTensor => {
    const tensor = { name, type, dimensions: [row, rows] };
    const rowBytes = tensorBytes(tensor) / rows;
    return { ...tensor, data: () => randomBlocks(tensor, (at) => wanted?.[Math.floor(at / rowBytes)] ?? true) };
  };
  const blocks = Array.from({ length: layers }, (_, layer) => {
    const name = `blk.${layer}.`;
    const finer = isFiner(layer, layers) ? types.finer : types.usual;
    return [
      vector(`${name}attn_norm.weight`, width, 1),
      matrix(`${name}attn_q.weight`, width, width, types.usual),
      vector(`${name}attn_q.bias`, width, 0),
      matrix(`${name}attn_k.weight`, width, keyValueWidth, types.usual),
      vector(`${name}attn_k.bias`, keyValueWidth, 0),
      matrix(`${name}attn_v.weight`, width, keyValueWidth, finer),
      vector(`${name}attn_v.bias`, keyValueWidth, 0),
      matrix(`${name}attn_output.weight`, width, width, types.usual),
      vector(`${name}ffn_norm.weight`, width, 1),
      matrix(`${name}ffn_gate.weight`, width, feedForward, types.usual),
      matrix(`${name}ffn_up.weight`, width, feedForward, types.usual),
      matrix(`${name}ffn_down.weight`, feedForward, width, finer),
    ];
  });
  return [
    matrix("token_embd.weight", width, vocabulary, types.usual, shape.tied ? says : undefined),
    vector("output_norm.weight", width, 1),
    ...(shape.tied ? [] : [matrix("output.weight", width, vocabulary, types.finer, says)]),
    ...blocks.flat(),
  ];
}

/** Q4_K_M gives these layers more bits: `use_more_bits` in llama.cpp's `llama-quant.cpp`. */
const isFiner = (layer: number, layers: number): boolean =>
  layer < layers / 8 || layer >= (7 * layers) / 8 || (layer - Math.floor(layers / 8)) % 3 === 2;
