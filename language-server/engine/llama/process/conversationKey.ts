import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { LoadedModel, LoadOptions } from "../../engine.js";

/**
 * Names everything that the content of a chat's KV cache depends on besides its tokens: the model and its adapters, as
 * they are on the disk now, and the form of the cache. A cache of anything else has another name.
 */
export async function conversationKey(options: LoadOptions, model: LoadedModel): Promise<string> {
  const { adapters = [], kvCache = "f16", flashAttention = "auto" } = options;
  const parts = {
    model: await fileKey(options.path),
    adapters: await Promise.all(adapters.map(async ({ path: file, scale }) => ({ ...(await fileKey(file)), scale }))),
    kvCache,
    flashAttention,
    contextSize: model.contextSize,
    device: model.device,
    gpuLayers: model.gpuLayers,
    machine: `${process.platform} ${process.arch}`,
  };
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

async function fileKey(file: string): Promise<object> {
  const { size, mtimeMs } = await stat(file);
  return { file, size, mtimeMs };
}
