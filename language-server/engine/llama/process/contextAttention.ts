import type { LlamaContextOptions } from "node-llama-cpp";
import type { LoadOptions } from "../../engine.js";

/** The part of a context's options that decides how attention is computed, and with which weights. */
export type ContextAttention = Pick<
  LlamaContextOptions,
  "flashAttention" | "experimentalKvCacheKeyType" | "experimentalKvCacheValueType" | "lora"
>;

const types = { f16: "F16", q8_0: "Q8_0", q5_1: "Q5_1", q4_0: "Q4_0" } as const;

/**
 * What a cache is made of. Quantised values need flash attention (llama.cpp refuses them without), so without it only the
 * keys are quantised; and with quantised values `auto` means on.
 */
export function cacheTypes({ kvCache = "f16", flashAttention = "auto" }: LoadOptions) {
  const isOn = flashAttention === "auto" ? (kvCache === "f16" ? ("auto" as const) : true) : flashAttention === "on";
  return { flashAttention: isOn, keys: types[kvCache], values: types[isOn === false ? "f16" : kvCache] } as const;
}

/** Turns the user's choice into options of the binding. */
export function contextAttention(options: LoadOptions): ContextAttention {
  const { adapters = [] } = options;
  const { flashAttention, keys, values } = cacheTypes(options);
  /* eslint-disable @typescript-eslint/no-deprecated -- the binding marks them as experimental; the setting says so too */
  return {
    flashAttention,
    ...(keys !== types.f16 && { experimentalKvCacheKeyType: keys }),
    ...(values !== types.f16 && { experimentalKvCacheValueType: values }),
    ...(adapters.length > 0 && {
      lora: { adapters: adapters.map(({ path, scale }) => ({ filePath: path, scale })) },
    }),
  };
}
