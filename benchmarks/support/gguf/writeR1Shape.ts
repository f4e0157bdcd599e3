import { createCipheriv, createHash } from "node:crypto";
import { readMetadata } from "./readMetadata.js";
import { r1Specials } from "./r1Specials.js";
import { blockBytes, floats, tensorBytes, writeGguf, type GgufTensor, type TensorType } from "./writeGguf.js";

/** The shape of DeepSeek-R1-Distill-Qwen-1.5B (its `config.json`). */
const layers = 28;
const width = 1536;
const feedForward = 8960;
const heads = 12;
const keyValueHeads = 2;
const keyValueWidth = (width / heads) * keyValueHeads;
const vocabulary = 151_936;
const plainTokens = 151_643;
const unused = 5;
/** Standard deviation of the weights. */
const spread = 0.02;

/**
 * Writes a model of the true shape and quantisation (Q4_K_M) of DeepSeek-R1-Distill-Qwen-1.5B with random weights,
 * 1.1 GB: it costs what the real one costs and says nothing. The output rows of tokens that are not plain ASCII text
 * are zero, so that with the best token always taken it never ends by itself and never says half a character, at which
 * llama-server gives up. The same call writes the same bytes.
 *
 * @param vocabularyFile llama.cpp's `models/ggml-vocab-qwen2.gguf`.
 */
export async function writeR1Shape(file: string, vocabularyFile: string): Promise<void> {
  const source = await readMetadata(vocabularyFile);
  const list = <T extends string | number>(key: string): T[] => {
    const value = source.get(key);
    if (!Array.isArray(value)) throw new Error(`${vocabularyFile} has no ${key}`);
    return value as T[];
  };
  const tokens = [...list<string>("tokenizer.ggml.tokens").slice(0, plainTokens), ...r1Specials.map(([text]) => text)];
  const types = [...list<number>("tokenizer.ggml.token_type").slice(0, plainTokens), ...r1Specials.map(([, t]) => t)];
  while (tokens.length < vocabulary) {
    types.push(unused);
    tokens.push(`[PAD${tokens.length}]`);
  }
  const end = plainTokens;
  const begin = tokens.indexOf("<｜begin▁of▁sentence｜>");
  await writeGguf(
    file,
    {
      "general.architecture": ["str", "qwen2"],
      "general.type": ["str", "model"],
      "general.name": ["str", "Random weights in the shape of R1 Distill Qwen 1.5B"],
      "general.file_type": ["u32", 15],
      "general.quantization_version": ["u32", 2],
      "qwen2.block_count": ["u32", layers],
      "qwen2.context_length": ["u32", 131_072],
      "qwen2.embedding_length": ["u32", width],
      "qwen2.feed_forward_length": ["u32", feedForward],
      "qwen2.attention.head_count": ["u32", heads],
      "qwen2.attention.head_count_kv": ["u32", keyValueHeads],
      "qwen2.rope.freq_base": ["f32", 10_000],
      "qwen2.attention.layer_norm_rms_epsilon": ["f32", 1e-6],
      "tokenizer.ggml.model": ["str", "gpt2"],
      "tokenizer.ggml.pre": ["str", "deepseek-r1-qwen"],
      "tokenizer.ggml.tokens": ["str[]", tokens],
      "tokenizer.ggml.token_type": ["i32[]", types],
      "tokenizer.ggml.merges": ["str[]", list<string>("tokenizer.ggml.merges")],
      "tokenizer.ggml.bos_token_id": ["u32", begin],
      "tokenizer.ggml.eos_token_id": ["u32", end],
      "tokenizer.ggml.padding_token_id": ["u32", end],
      "tokenizer.ggml.add_bos_token": ["bool", true],
      "tokenizer.ggml.add_eos_token": ["bool", false],
    },
    tensors(tokens.map(isPlain)),
  );
}

/** Whether a token is plain text, in GPT-2's alphabet of visible bytes (`Ġ` is a space); `</s>` counts as an end. */
const isPlain = (token: string, id: number): boolean => id < plainTokens && /^[!-;=-~Ġ]+$/.test(token);

/** @param says for each token whether it may be said. */
function tensors(says: readonly boolean[]): readonly GgufTensor[] {
  const vector = (name: string, length: number, value: number) =>
    floats(name, [length], new Float32Array(length).fill(value));
  const matrix = (
    name: string,
    row: number,
    rows: number,
    type: TensorType,
    wanted?: readonly boolean[],
  ): GgufTensor => {
    const shape = { name, type, dimensions: [row, rows] };
    const rowBytes = tensorBytes(shape) / rows;
    return { ...shape, data: () => randomBlocks(shape, (at) => wanted?.[Math.floor(at / rowBytes)] ?? true) };
  };
  const blocks = Array.from({ length: layers }, (_, layer) => {
    const name = `blk.${layer}.`;
    const finer = isFiner(layer) ? "q6_k" : "q4_k";
    return [
      vector(`${name}attn_norm.weight`, width, 1),
      matrix(`${name}attn_q.weight`, width, width, "q4_k"),
      vector(`${name}attn_q.bias`, width, 0),
      matrix(`${name}attn_k.weight`, width, keyValueWidth, "q4_k"),
      vector(`${name}attn_k.bias`, keyValueWidth, 0),
      matrix(`${name}attn_v.weight`, width, keyValueWidth, finer),
      vector(`${name}attn_v.bias`, keyValueWidth, 0),
      matrix(`${name}attn_output.weight`, width, width, "q4_k"),
      vector(`${name}ffn_norm.weight`, width, 1),
      matrix(`${name}ffn_gate.weight`, width, feedForward, "q4_k"),
      matrix(`${name}ffn_up.weight`, width, feedForward, "q4_k"),
      matrix(`${name}ffn_down.weight`, feedForward, width, finer),
    ];
  });
  return [
    matrix("token_embd.weight", width, vocabulary, "q4_k"),
    vector("output_norm.weight", width, 1),
    matrix("output.weight", width, vocabulary, "q6_k", says),
    ...blocks.flat(),
  ];
}

/** Q4_K_M gives these layers more bits: `use_more_bits` in llama.cpp's `llama-quant.cpp`. */
const isFiner = (layer: number): boolean =>
  layer < layers / 8 || layer >= (7 * layers) / 8 || (layer - Math.floor(layers / 8)) % 3 === 2;

/**
 * Random blocks whose scales give weights of about the wanted spread.
 *
 * @param isUsed tells by the place of a block, in bytes, whether its weights are not zero.
 */
function randomBlocks(
  tensor: Pick<GgufTensor, "name" | "type" | "dimensions">,
  isUsed: (at: number) => boolean,
): Uint8Array {
  const size = tensorBytes(tensor);
  // AES in counter mode: a fast generator, seeded with the tensor's name.
  const seed = createHash("sha256").update(tensor.name).digest().subarray(0, 16);
  const cipher = createCipheriv("aes-128-ctr", seed, Buffer.alloc(16));
  const bytes = cipher.update(Buffer.alloc(size));
  const block = blockBytes(tensor.type);
  for (let at = 0; at < size; at += block) {
    const scale = isUsed(at) ? spread : 0;
    if (tensor.type === "q4_k") {
      // Scales and minima have six random bits, the weights four: weights are centred by a minimum of 7.5 scales.
      bytes.writeUInt16LE(halfFloat(scale / 200), at);
      bytes.writeUInt16LE(halfFloat((7.5 * scale) / 200), at + 2);
    } else bytes.writeUInt16LE(halfFloat(scale / 1330), at + block - 2);
  }
  return bytes;
}

/** The bits of a small positive number as a 16-bit float. */
function halfFloat(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.max(-14, Math.floor(Math.log2(value)));
  const fraction = Math.round((value / 2 ** exponent - (value < 2 ** -14 ? 0 : 1)) * 1024);
  // A fraction that rounds up to 1024 carries into the exponent, which is right.
  return (value < 2 ** -14 ? 0 : (exponent + 15) << 10) + fraction;
}
