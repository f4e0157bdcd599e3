import {
  quantisations,
  weightTypeOf,
  type Quantisation,
  type WeightType,
} from "../../language-server/models/catalogue/quantisation.js";
import type { ModelShape } from "../../language-server/models/catalogue/modelShape.js";
import { tensorShapes } from "../../language-server/models/catalogue/tensorShapes.js";
import { randomBlocks } from "../support/gguf/randomBlocks.js";
import { readMetadata, type MetadataValue } from "../support/gguf/readMetadata.js";
import { floats, writeGguf, type GgufTensor, type GgufValue, type TensorType } from "../support/gguf/writeGguf.js";

/** `llama_ftype` by name. */
const fileTypes: Readonly<Record<Quantisation, number>> = { Q3_K_M: 12, Q4_K_M: 15, Q5_K_M: 17, Q6_K: 18, Q8_0: 7 };

const types: Partial<Record<WeightType, TensorType>> = { F32: "f32", Q4_K: "q4_k", Q6_K: "q6_k", Q8_0: "q8_0" };

/**
 * Writes a model of the true shape and quantisation of one of the catalogue with random weights: it takes the memory and
 * the time that the real one takes, and says nothing.
 *
 * @param vocabularyFile a vocabulary of llama.cpp, `models/ggml-vocab-….gguf`; filled up to the size of the shape.
 */
export async function writeShape(
  file: string,
  shape: ModelShape,
  quantisation: Quantisation,
  vocabularyFile: string,
): Promise<void> {
  if (!quantisations.includes(quantisation)) throw new Error(`${quantisation} is not known`);
  const source = await readMetadata(vocabularyFile);
  const prefix = shape.architecture;
  const metadata: Record<string, GgufValue> = {
    "general.architecture": ["str", prefix],
    "general.type": ["str", "model"],
    "general.name": ["str", "Random weights of a true shape"],
    "general.file_type": ["u32", fileTypes[quantisation]],
    "general.quantization_version": ["u32", 2],
    [`${prefix}.block_count`]: ["u32", shape.layers],
    [`${prefix}.context_length`]: ["u32", 131_072],
    [`${prefix}.embedding_length`]: ["u32", shape.width],
    [`${prefix}.feed_forward_length`]: ["u32", shape.feedForward],
    [`${prefix}.attention.head_count`]: ["u32", shape.heads],
    [`${prefix}.attention.head_count_kv`]: ["u32", shape.keyValueHeads],
    [`${prefix}.attention.key_length`]: ["u32", shape.headSize],
    [`${prefix}.attention.value_length`]: ["u32", shape.headSize],
    [`${prefix}.rope.dimension_count`]: ["u32", shape.headSize],
    [`${prefix}.rope.freq_base`]: ["f32", 1_000_000],
    [`${prefix}.attention.layer_norm_rms_epsilon`]: ["f32", 1e-6],
    ...vocabularyOf(source, shape.vocabulary),
  };
  await writeGguf(file, metadata, tensorsOf(shape, quantisation));
}

function vocabularyOf(source: ReadonlyMap<string, MetadataValue>, size: number): Record<string, GgufValue> {
  const texts = (key: string) => (source.get(key) ?? []) as readonly string[];
  const numbers = (key: string) => (source.get(key) ?? []) as readonly number[];
  const tokens = texts("tokenizer.ggml.tokens").slice(0, size);
  const unused = Array.from({ length: size - tokens.length }, (_, i) => `[PAD${String(i)}]`);
  return {
    "tokenizer.ggml.model": ["str", source.get("tokenizer.ggml.model") as string],
    "tokenizer.ggml.pre": ["str", source.get("tokenizer.ggml.pre") as string],
    "tokenizer.ggml.tokens": ["str[]", [...tokens, ...unused]],
    "tokenizer.ggml.token_type": [
      "i32[]",
      [...numbers("tokenizer.ggml.token_type").slice(0, size), ...unused.map(() => 5)],
    ],
    "tokenizer.ggml.merges": ["str[]", texts("tokenizer.ggml.merges")],
    "tokenizer.ggml.bos_token_id": ["u32", tokens.length - 1],
    "tokenizer.ggml.eos_token_id": ["u32", tokens.length - 1],
    "tokenizer.ggml.add_bos_token": ["bool", false],
  };
}

function tensorsOf(shape: ModelShape, quantisation: Quantisation): readonly GgufTensor[] {
  return tensorShapes(shape).map((tensor): GgufTensor => {
    const { name, kind, dimensions } = tensor;
    if (kind === "vector") {
      const [length] = dimensions;
      return floats(name, dimensions, new Float32Array(length).fill(name.endsWith("norm.weight") ? 1 : 0));
    }
    const type = types[weightTypeOf(tensor, shape, quantisation)];
    if (type === undefined) throw new Error(`${name} cannot be written at ${quantisation}`);
    const written = { name, type, dimensions };
    return { ...written, data: () => randomBlocks(written, () => true) };
  });
}
