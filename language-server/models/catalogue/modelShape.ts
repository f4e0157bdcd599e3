/** The sizes of a dense transformer, as its `config.json` has them. What a model costs follows from these. */
export interface ModelShape {
  readonly architecture: "qwen2" | "qwen3" | "llama";
  readonly layers: number;
  /** Width of the network (`hidden_size`). */
  readonly width: number;
  /** Width inside of a feed-forward layer (`intermediate_size`). */
  readonly feedForward: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  /** Numbers per head. */
  readonly headSize: number;
  readonly vocabulary: number;
  /** The output uses the embedding's weights and has none of its own (`tie_word_embeddings`). */
  readonly tied: boolean;
}

/** Numbers that one token leaves in the KV cache: a key and a value per layer and key-value head. */
export const kvNumbersPerToken = ({ layers, keyValueHeads, headSize }: ModelShape): number =>
  2 * layers * keyValueHeads * headSize;

/** Bytes of a number in a 16-bit KV cache. */
const halfBytes = 2;

/** Bytes that one token takes in a 16-bit KV cache. */
export const kvBytesPerToken = (shape: ModelShape): number => halfBytes * kvNumbersPerToken(shape);
