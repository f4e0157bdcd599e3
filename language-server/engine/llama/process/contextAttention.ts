import type { LlamaContextOptions } from "node-llama-cpp";
import type { LoadOptions } from "../../engine.js";

/** The part of a context's options that decides how attention is computed, and with which weights. */
export type ContextAttention = Pick<
  LlamaContextOptions,
  "flashAttention" | "experimentalKvCacheKeyType" | "experimentalKvCacheValueType" | "lora"
>;

const types = { f16: "F16", q8_0: "Q8_0", q5_1: "Q5_1", q4_0: "Q4_0" } as const;

/**
 * Turns the user's choice into options of the binding. Quantised values need flash attention (llama.cpp refuses them
 * without), so without it only the keys are quantised; and with quantised values `auto` means on.
 */
export function contextAttention({
  adapters = [],
  kvCache = "f16",
  flashAttention = "auto",
}: LoadOptions): ContextAttention {
  /* eslint-disable @typescript-eslint/no-deprecated -- the binding marks them as experimental; the setting says so too */
  const quantised = kvCache !== "f16";
  const type = types[kvCache];
  return {
    flashAttention: flashAttention === "auto" ? (quantised ? true : "auto") : flashAttention === "on",
    ...(quantised && { experimentalKvCacheKeyType: type }),
    ...(quantised && flashAttention !== "off" && { experimentalKvCacheValueType: type }),
    ...(adapters.length > 0 && {
      lora: { adapters: adapters.map(({ path, scale }) => ({ filePath: path, scale })) },
    }),
  };
}
