import { describe, expect, it } from "vitest";
import { checkMetadata, trainContextSize } from "../../../language-server/engine/llama/process/gguf/checkMetadata.js";
import { checkTensors, type DeclaredTensor } from "../../../language-server/engine/llama/process/gguf/checkTensors.js";

const q4K = 12;
const tensor = (more: Partial<DeclaredTensor> = {}): DeclaredTensor => ({
  name: "a",
  shape: [256n, 4n],
  dtype: q4K,
  offset: 0n,
  ...more,
});
/** One tensor of that shape has 4 blocks of 144 bytes. */
const data = { begin: 1_024n, fileBytes: 1_024 + 2 * 576, alignment: 32 };

describe("checkTensors", () => {
  it("takes blocks side by side that end where the file ends", () => {
    expect(checkTensors([tensor({ name: "b", offset: 576n }), tensor()], data)).toBeUndefined();
  });

  it.each<[string, DeclaredTensor[], string]>([
    ["an unknown type", [tensor({ dtype: 4 })], "unknown type 4"],
    ["a row that its type cannot store", [tensor({ shape: [255n, 4n] })], "rows of 255"],
    ["a length of zero", [tensor({ shape: [256n, 0n] })], "shape"],
    ["no shape", [tensor({ shape: [] })], "shape"],
    ["five dimensions", [tensor({ shape: [256n, 1n, 1n, 1n, 1n] })], "shape"],
    ["a place between the aligned ones", [tensor({ offset: 8n })], "cannot be"],
    ["one byte behind the end", [tensor({ offset: 608n })], "reach to byte 2208"],
    ["a product of lengths beyond 64 bits", [tensor({ shape: [256n, 1n << 32n, 1n << 32n, 16n] })], "reach to byte"],
    ["an offset beyond 64 bits of bytes", [tensor({ offset: (1n << 64n) - 32n })], "reach to byte"],
    ["the same name twice", [tensor(), tensor({ offset: 576n })], "twice"],
    ["blocks that overlap", [tensor(), tensor({ name: "b", offset: 544n })], "overlap"],
    ["an empty name", [tensor({ name: "" })], "name"],
    ["a name longer than the engine's buffer", [tensor({ name: "n".repeat(64) })], "name"],
  ])("refuses %s", (_name, tensors, message) => {
    expect(checkTensors(tensors, data)).toContain(message);
  });
});

const metadata = {
  "general.architecture": "qwen2",
  "qwen2.block_count": 28,
  "qwen2.embedding_length": 1_536,
  "qwen2.attention.head_count": 12,
  "qwen2.context_length": 131_072,
  "tokenizer.ggml.tokens": ["a", "b"],
  "tokenizer.ggml.token_type": [1, 1],
  "tokenizer.ggml.eos_token_id": 1,
};

describe("checkMetadata", () => {
  it("takes what models have", () => {
    expect(checkMetadata(metadata)).toBeUndefined();
    expect(checkMetadata({ ...metadata, "qwen2.attention.head_count": [0, 12, 12] })).toBeUndefined();
    expect(checkMetadata({ ...metadata, "qwen2.context_length": 131_072n })).toBeUndefined();
    expect(checkMetadata({ ...metadata, "tokenizer.ggml.padding_token_id": 0xffff_ffff })).toBeUndefined();
    expect(trainContextSize(metadata)).toBe(131_072);
    expect(trainContextSize({ "general.architecture": "qwen2" })).toBe(Infinity);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["no architecture", { "general.architecture": undefined }, "architecture"],
    ["an architecture that is a path", { "general.architecture": "../qwen2" }, "architecture"],
    ["no layers", { "qwen2.block_count": 0 }, "qwen2.block_count = 0"],
    ["two billion layers", { "qwen2.block_count": 0x8000_001c }, "block_count"],
    ["a width that is no number", { "qwen2.embedding_length": "1536" }, "embedding_length"],
    ["a context that is not a number", { "qwen2.context_length": Number.NaN }, "context_length"],
    ["no tokens", { "tokenizer.ggml.tokens": [] }, "no table of tokens"],
    ["tokens that are no texts", { "tokenizer.ggml.tokens": [1, 2] }, "texts"],
    ["fewer types than tokens", { "tokenizer.ggml.token_type": [1] }, "token_type"],
    ["an end token that is none", { "tokenizer.ggml.eos_token_id": 2 }, "eos_token_id names the token 2"],
  ])("refuses %s", (_name, change, message) => {
    expect(checkMetadata({ ...metadata, ...change })).toContain(message);
  });
});
