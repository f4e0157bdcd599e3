import type { KvCacheType } from "../../../protocol/settings.js";
import { kvNumbersPerToken, type ModelShape } from "../catalogue/modelShape.js";
import { bytesOf, weightTypeOf, type Quantisation } from "../catalogue/quantisation.js";
import { tensorShapes } from "../catalogue/tensorShapes.js";

/** A model at a quantisation, as far as it decides what it costs. */
export interface SizedModel {
  readonly shape: ModelShape;
  readonly quantisation: Quantisation;
  /** Size of its file. */
  readonly bytes: number;
}

/** How it is to be loaded. */
export interface LoadShape {
  /** Tokens of context for chat. */
  readonly contextSize: number;
  readonly kvCache: KvCacheType;
  /** Tokens that are evaluated in one go. */
  readonly batchSize: number;
}

/** Memory that a model takes, in bytes, by what takes it. */
export interface MemoryNeed {
  /** The weights that are read for each token. */
  readonly weights: number;
  /** The KV caches of all kinds of work. */
  readonly kvCache: number;
  /** What is computed on the way from one layer to the next. */
  readonly compute: number;
  /** The engine process with its library, and the model's table of tokens. */
  readonly process: number;
  /** All together. */
  readonly total: number;
  /**
   * Of the file, what is mapped and hardly used after loading: weights that the processor gets in another order, and the
   * table of embeddings. The system takes these pages away when it needs them; until then they count as the process's
   * memory. Not in {@link total}.
   */
  readonly reclaimable: number;
}

/** Bytes of a number in the KV cache (ggml's blocks of 32). */
const kvNumberBytes: Readonly<Record<KvCacheType, number>> = { f16: 2, q8_0: 34 / 32, q5_1: 24 / 32, q4_0: 18 / 32 };

/** Tokens of context for completions; see `completionContext` of the engine process. */
const completionContext = 2048;

/** Memory of an engine process that has loaded the library and nothing else; measured (docs/models.md). */
const processBytes = 110e6;
/** Memory for each token of the vocabulary, and for its merges: texts, and tables to find them; measured. */
const bytesPerToken = 1_100;

/** Bytes of the KV caches: those of chat and edit have the context, that of completions has its own. */
function kvCacheBytes(shape: ModelShape, { contextSize, kvCache }: LoadShape): number {
  const tokens = 2 * contextSize + Math.min(completionContext, contextSize);
  return tokens * kvNumbersPerToken(shape) * kvNumberBytes[kvCache];
}

/** Intermediate results that are held at a time, in widths of the network and of a feed-forward layer; measured. */
const heldWidths = 8;
const heldFeedForwards = 3;
const floatBytes = 4;
/** Kinds of work with a context of their own: chat, edit, completion. */
const contexts = 3;

/** Bytes of all contexts' intermediate results. */
const computeBytes = ({ width, feedForward, vocabulary }: ModelShape, { batchSize }: LoadShape): number =>
  contexts * floatBytes * (batchSize * (heldWidths * width + heldFeedForwards * feedForward) + vocabulary);

/** Weights that a CPU gets in another order than the file's: those of 4 bits in matrices that are multiplied with. */
const rearrangedBytes = ({ shape, quantisation }: SizedModel): number =>
  tensorShapes(shape)
    .filter((tensor) => tensor.kind !== "embedding" && weightTypeOf(tensor, shape, quantisation) === "Q4_K")
    .reduce((sum, tensor) => sum + bytesOf(tensor, shape, quantisation), 0);

/** The table of embeddings, of which a token reads one row; none where the output uses it too. */
function embeddingBytes({ shape, quantisation }: SizedModel): number {
  if (shape.tied) return 0;
  return tensorShapes(shape)
    .filter(({ kind }) => kind === "embedding")
    .reduce((sum, tensor) => sum + bytesOf(tensor, shape, quantisation), 0);
}

/** What a model needs on a CPU. */
export function memoryNeed(model: SizedModel, load: LoadShape): MemoryNeed {
  const { shape, bytes } = model;
  const kvCache = kvCacheBytes(shape, load);
  const compute = computeBytes(shape, load);
  const process = processBytes + shape.vocabulary * bytesPerToken;
  const embeddings = embeddingBytes(model);
  const weights = bytes - embeddings;
  return {
    weights,
    kvCache,
    compute,
    process,
    total: weights + kvCache + compute + process,
    reclaimable: rearrangedBytes(model) + embeddings,
  };
}

/** What a model needs of graphics memory when all its layers are there. */
export interface VramNeed {
  readonly vram: number;
  /** The part of it that does not get less with fewer layers. */
  readonly fixed: number;
}

/** The table of embeddings stays in ordinary memory. The results of a batch are held whole, for all its tokens. */
export function vramNeed(model: SizedModel, load: LoadShape): VramNeed {
  const { shape, bytes } = model;
  const logits = contexts * floatBytes * load.batchSize * shape.vocabulary;
  const fixed = computeBytes(shape, load) + logits;
  return { vram: bytes - embeddingBytes(model) + kvCacheBytes(shape, load) + fixed, fixed };
}
