import path from "node:path";
import { install } from "../../scripts/editor/cache.mjs";
import { writeR1Shape } from "../support/gguf/writeR1Shape.js";
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

/** The model in the shape of R1-Distill-Qwen-1.5B; written into the cache the first time, 1.1 GB. */
export async function r1ShapedModel(peer: Peer): Promise<BenchmarkModel> {
  const { model } = await install("bench-r1-1.5b-2", async (folder) => {
    console.log("Writing the model in the shape of R1-Distill-Qwen-1.5B, once (1.1 GB).");
    await writeR1Shape(
      path.join(folder, "r1-1.5b-q4_k_m.gguf"),
      path.join(peer.source, "models/ggml-vocab-qwen2.gguf"),
    );
    return { model: "r1-1.5b-q4_k_m.gguf" };
  });
  if (model === undefined) throw new Error("The cached model is not complete: remove its folder, then run this again.");
  return {
    key: "r1",
    name: "R1-1.5B shape (random weights, Q4_K_M)",
    file: model,
    contextSize: 8192,
    repeats: 1,
    decodeTokens: 32,
    ends: false,
  };
}
