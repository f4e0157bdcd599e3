import { describe, expect, it } from "vitest";
import { adapterDifference } from "../../../language-server/engine/llama/process/gguf/adapterDifference.js";

const matrix = "blk.0.attn_q.weight";
const model = {
  architecture: "qwen2",
  shapes: new Map([
    [matrix, [64n, 32n]],
    ["token_embd.weight", [64n, 1000n]],
    ["blk.0.attn_norm.weight", [64n]],
  ]),
};
const lora = { "general.type": "adapter", "adapter.type": "lora", "general.architecture": "qwen2" };
const pair = (name: string, a: readonly bigint[], b: readonly bigint[]) =>
  [
    [`${name}.lora_a`, a],
    [`${name}.lora_b`, b],
  ] as const;

const difference = (shapes: Iterable<readonly [string, readonly bigint[]]>, more: object = {}) =>
  adapterDifference({ metadata: { ...lora, ...more }, shapes: new Map(shapes) }, model);

describe("adapterDifference", () => {
  it("finds none where the factors fit the model's matrices", () => {
    expect(difference(pair(matrix, [64n, 8n], [8n, 32n]))).toBeUndefined();
    // Of the table of embeddings the factors are the other way round.
    expect(difference(pair("token_embd.weight", [8n, 1000n], [8n, 64n]))).toBeUndefined();
    const withNorm = [...pair(matrix, [64n, 8n], [8n, 32n]), ["blk.0.attn_norm.weight", [64n]] as const];
    expect(difference(withNorm)).toBeUndefined();
  });

  it.each([
    [{ "general.type": "model" }, "is no adapter"],
    [{ "general.type": 1 }, "is no adapter"],
    [{ "adapter.type": "control" }, "the kind control"],
    [{ "general.architecture": "llama" }, "architecture llama, not qwen2"],
  ])("tells it by what the header says (%j)", (more, why) => {
    expect(difference(pair(matrix, [64n, 8n], [8n, 32n]), more)).toContain(why);
  });

  it.each([
    [pair("blk.9.attn_q.weight", [64n, 8n], [8n, 32n]), "blk.9.attn_q.weight, which this model does not have"],
    [pair(matrix, [128n, 8n], [8n, 32n]), `${matrix} of 128 × 32 numbers, and this model's is 64 × 32`],
    [pair(matrix, [64n, 8n], [8n, 33n]), "64 × 33"],
    [pair(matrix, [64n, 8n], [16n, 32n]), "do not fit each other"],
    [pair(matrix, [64n, 8n], [8n, 32n]).slice(1), "one half only"],
    [[["blk.0.attn_q.weight", [64n, 32n]] as const], "which are of no LoRA adapter"],
    [[], "changes nothing"],
  ])("tells it by the weights (%#)", (shapes, why) => {
    expect(difference(shapes)).toContain(why);
  });
});
