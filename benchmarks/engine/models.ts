import path from "node:path";
import { install } from "../../scripts/editor/cache.mjs";
import { coderShape, r1Shape, type QwenShape } from "../support/gguf/qwenShape.js";
import { writeQwenShape } from "../support/gguf/writeQwenShape.js";
import type { Peer } from "./peer.js";

/** A model to measure with. */
export interface BenchmarkModel {
  readonly key: "demo" | "r1";
  readonly name: string;
  readonly file: string;
  /** Context of the chat lane and of the peer, in tokens. */
  readonly contextSize: number;
  /** A measurement of a tiny model is repeated, so that it takes long enough to be measured. */
  readonly repeats: number;
  /** Tokens per decode measurement. */
  readonly decodeTokens: number;
  /** It ends its answers by itself, so prompts must be looked for after which it does not. */
  readonly ends: boolean;
}

export const demoModel: BenchmarkModel = {
  key: "demo",
  name: "demo model (3.5M, Q8_0)",
  file: path.resolve(import.meta.dirname, "../../models/demo/ponder-demo.gguf"),
  contextSize: 4096,
  repeats: 4,
  decodeTokens: 128,
  ends: true,
};

/** Writes a model of a shape into the cache, the first time. @returns its file. */
async function shapedModel(peer: Peer, folder: string, file: string, shape: QwenShape): Promise<string> {
  const { model } = await install(folder, async (target) => {
    console.log(`Writing the model in the shape of ${shape.name}, once.`);
    const vocabulary = path.join(peer.source, "models/ggml-vocab-qwen2.gguf");
    await writeQwenShape(path.join(target, file), shape, vocabulary);
    return { model: file };
  });
  if (model === undefined) throw new Error("The cached model is not complete: remove its folder, then run this again.");
  return model;
}

/** The model in the shape of R1-Distill-Qwen-1.5B. */
export const r1ShapedModel = async (peer: Peer): Promise<BenchmarkModel> => ({
  key: "r1",
  name: "R1-1.5B shape (random weights, Q4_K_M)",
  file: await shapedModel(peer, "bench-r1-1.5b-2", "r1-1.5b-q4_k_m.gguf", r1Shape),
  contextSize: 8192,
  repeats: 1,
  decodeTokens: 32,
  ends: false,
});

/** The model in the shape of Qwen2.5-Coder-0.5B: its file. */
export const coderShapedModel = (peer: Peer): Promise<string> =>
  shapedModel(peer, "bench-coder-0.5b-1", "coder-0.5b-q8_0.gguf", coderShape);
