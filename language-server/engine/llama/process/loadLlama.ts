import path from "node:path";
import type * as NodeLlamaCpp from "node-llama-cpp";
import { secondModels, type LoadNotice, type LoadOptions } from "../../engine.js";
import { loadParts, type LoadPart } from "../messages.js";
import { checkAdapters } from "./adapters.js";
import { checkModel } from "./checkModel.js";
import { loadFailure, type BindingErrors } from "./failure.js";
import type { GpuClaims } from "./gpuClaims.js";
import { crashedBefore, noGpu, othersTookTooLong, refused, tooLittleVram } from "./loadNotices.js";
import { loadOn, type LoadedLlama, type Loading, type LoadListener } from "./modelOnDevice.js";

/** Share of the progress that hashing takes, where the file is hashed. */
const hashShare = 0.3;

/**
 * Checks the file, loads the native library and the model, and makes the context for chat, so that a lack of memory
 * shows now and not at the first question. What fails on the GPU is done on the CPU, and the model says so.
 *
 * @throws PonderFailure `modelNotFound`, `modelDamaged`, `modelChanged`, `modelLoadFailed`; `signal.reason`.
 */
export async function loadLlama(
  options: LoadOptions,
  listener: LoadListener,
  claims: GpuClaims,
  signal: AbortSignal,
): Promise<LoadedLlama> {
  const name = path.basename(options.path);
  const begin = options.hashes?.[options.path]?.isFresh === true ? 0 : hashShare;
  const report = (share: number) => {
    listener.meter.step();
    listener.progress(Math.min(1, share));
  };
  const checked = await checkModel(options.path, options.hashes, (done) => report(done * begin), signal);
  await checkAdapters(options.adapters ?? [], checked, signal);
  signal.throwIfAborted();
  let binding: (BindingErrors & typeof NodeLlamaCpp) | undefined;
  try {
    return await listener.meter.run(async () => {
      // The only import of the native library; it is ESM with a top-level await.
      binding = await import("node-llama-cpp");
      signal.throwIfAborted();
      const weights = (done: number) => report(begin + done * (0.95 - begin));
      const loading = { binding, options, checked, listener, claims, signal, weights };
      const loaded = await loadWhereItRuns(loading);
      report(1);
      return loaded;
    });
  } catch (error) {
    signal.throwIfAborted();
    throw loadFailure(error, name, binding);
  }
}

async function loadWhereItRuns(loading: Loading): Promise<LoadedLlama> {
  const { options, listener, claims, signal } = loading;
  if (options.gpu === "cpu") return loadOn({ gpu: "cpu" }, loading);
  const notice = await claimGpu(loading);
  if (notice !== undefined) return loadOn({ gpu: "cpu", notice }, loading);
  try {
    const begins = (part: LoadPart) => {
      claims.goOn(claimKey(options, part));
      listener.begins(part);
    };
    const loaded = await loadOn(
      { gpu: options.gpu },
      { ...loading, options: withoutCrashed(options, claims), listener: { ...listener, begins } },
    );
    if (loaded.info.gpuLayers > 0) claims.ready(loaded.info.vramBytes ?? 0);
    else claims.end();
    return loaded;
  } catch (error) {
    claims.end();
    signal.throwIfAborted();
    const notice = whyNot(error, loading);
    listener.log("warn", notice.text);
    return loadOn({ gpu: "cpu", notice }, loading);
  }
}

/** Why a load on the GPU failed. */
function whyNot(error: unknown, { binding, options, claims }: Loading): LoadNotice {
  if (error instanceof binding.InsufficientMemoryError) return tooLittleVram(claims.users().length);
  // The driver's library is not there.
  if (error instanceof binding.NoBinaryFoundError) return noGpu(options.gpu);
  return refused(error);
}

/**
 * Waits for the turn on the GPU. After a crash it is not tried again before the user wants it.
 *
 * @returns why it is not used; undefined: the turn has come.
 */
async function claimGpu({ options, listener, claims, signal }: Loading): Promise<LoadNotice | undefined> {
  const key = claimKey(options);
  if (options.byUser === true) for (const part of loadParts) claims.forgive(claimKey(options, part));
  if (claims.crashed(key)) return crashedBefore;
  const isOurTurn = await claims.begin(key, signal, () => {
    listener.meter.step();
    listener.waits(true);
  });
  listener.waits(false);
  if (!isOurTurn) return othersTookTooLong;
  // The one that we waited for may have died of it.
  if (!claims.crashed(key)) return undefined;
  claims.end();
  return crashedBefore;
}

/** Names what of a load uses the GPU at the moment. */
function claimKey(options: LoadOptions, part: LoadPart = "model"): string {
  const files = { model: options.path, completion: options.completion?.path, draft: options.draft };
  return `${options.gpu} ${files[part] ?? ""}`;
}

/** A second model that crashed an earlier process on the GPU is left out: the others get there without it. */
function withoutCrashed(options: LoadOptions, claims: GpuClaims): LoadOptions {
  const crashed = secondModels.filter((part) => claims.crashed(claimKey(options, part)));
  return { ...options, leftOut: [...(options.leftOut ?? []), ...crashed] };
}
