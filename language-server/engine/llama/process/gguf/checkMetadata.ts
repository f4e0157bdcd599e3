/** Metadata of a GGUF file by its key; nothing in it can be trusted. */
export type Metadata = Readonly<Record<string, unknown>>;

/** What each size in the header may be: far more than any model has, far less than what overflows. */
const sizeLimits = {
  block_count: 10_000,
  embedding_length: 1_000_000,
  "attention.head_count": 100_000,
  context_length: 1 << 30,
} as const;

/**
 * Says what is wrong with a header's metadata, as far as the native loader would stumble over it: the sizes of the
 * network, and the table of tokens.
 *
 * @returns what is wrong, as the end of a sentence, or `undefined`.
 */
export function checkMetadata(metadata: Metadata): string | undefined {
  const architecture = metadata["general.architecture"];
  if (typeof architecture !== "string" || !/^[\w.-]{1,64}$/.test(architecture))
    return "its header does not name an architecture";
  for (const [key, max] of Object.entries(sizeLimits)) {
    const wrong = checkSize(metadata, `${architecture}.${key}`, max);
    if (wrong !== undefined) return wrong;
  }
  return checkTokens(metadata);
}

/** Context that the model was trained for, in tokens; unlimited when the file does not say. */
export function trainContextSize(metadata: Metadata): number {
  const size = metadata[`${String(metadata["general.architecture"])}.context_length`];
  return typeof size === "number" || typeof size === "bigint" ? Number(size) : Infinity;
}

/** A size may be missing: the loader knows which ones it needs. One number per layer is a size too. */
function checkSize(metadata: Metadata, key: string, max: number): string | undefined {
  if (!Object.hasOwn(metadata, key)) return undefined;
  const value = metadata[key];
  const sizes: readonly unknown[] = Array.isArray(value) ? value : [value];
  const good = sizes.every((size) => {
    const count = typeof size === "bigint" ? Number(size) : size;
    return (
      typeof count === "number" && Number.isInteger(count) && count >= (Array.isArray(value) ? 0 : 1) && count <= max
    );
  });
  return good ? undefined : `its header says ${key} = ${String(value).slice(0, 40)}`;
}

function checkTokens(metadata: Metadata): string | undefined {
  const tokens = metadata["tokenizer.ggml.tokens"];
  if (!Array.isArray(tokens) || tokens.length === 0) return "it holds no table of tokens";
  if (tokens.some((token) => typeof token !== "string")) return "its table of tokens holds something else than texts";
  for (const key of ["tokenizer.ggml.token_type", "tokenizer.ggml.scores"]) {
    const list = metadata[key];
    if (list !== undefined && (!Array.isArray(list) || list.length !== tokens.length))
      return `${key} does not fit to its ${tokens.length} tokens`;
  }
  for (const [key, value] of Object.entries(metadata)) {
    if (!/^tokenizer\.ggml\.\w+_token_id$/.test(key)) continue;
    if (typeof value !== "number" || value < 0 || (value >= tokens.length && value !== noToken))
      return `${key} names the token ${String(value).slice(0, 40)}, and it has ${tokens.length}`;
  }
  return undefined;
}

/** What a model without such a token may write (`LLAMA_TOKEN_NULL`). */
const noToken = 0xffff_ffff;
