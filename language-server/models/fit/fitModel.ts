import type { FitVerdict, ModelFit } from "../../../protocol/models.js";
import type { KvCacheType } from "../../../protocol/settings.js";
import { kvNumbersPerToken } from "../catalogue/modelShape.js";
import { bytesOf } from "../catalogue/quantisation.js";
import { tensorShapes } from "../catalogue/tensorShapes.js";
import type { MachineReadings } from "./machine.js";
import { memoryNeed, vramNeed, type LoadShape, type SizedModel } from "./memoryNeed.js";

/** What the user asks for. */
export interface FitWish {
  /** Tokens of context for chat. */
  readonly contextSize: number;
  readonly kvCache: KvCacheType;
  /** Tokens that the model was trained for. */
  readonly trainedContext: number;
}

/** Share of the memory that is left to everything else. */
const memoryReserve = 0.05;
/** Share of the graphics memory that is left to the desktop, at most 1 GiB; as the engine has it. */
const vramReserve = 0.1;
const maxVramReserve = 2 ** 30;
/** Fewer layers than this share on the GPU are not worth the way there and back. */
const leastShareOnGpu = 0.2;
/** Tokens per batch; as the engine has it. */
const cpuBatch = 144;
const gpuBatch = 528;
/** Sizes of context are looked at in these steps, in tokens. */
const contextStep = 256;
/** A context smaller than this is of no use, in tokens; as the engine has it. */
const leastContext = 512;
/** What is read of the KV cache for a token in the middle of an answer, in tokens. */
const usualContext = 1_024;

/** Says how a model runs on a machine. Pure. */
export function fitModel(model: SizedModel, wish: FitWish, machine: MachineReadings): ModelFit {
  const contextSize = Math.min(wish.contextSize, wish.trainedContext);
  const verdict = verdictAt(model, { ...wish, contextSize }, machine);
  const need = memoryNeed(model, loadShape(wish, contextSize, cpuBatch));
  const { vram } = vramNeed(model, loadShape(wish, contextSize, gpuBatch));
  const place = verdict.verdict === "tooBig" ? "cpu" : verdict.verdict;
  const largestContext = largest(wish.trainedContext, (size) => {
    const at = verdictAt(model, { ...wish, contextSize: size }, machine).verdict;
    return order.indexOf(at) <= order.indexOf(place);
  });
  const speed = expectedSpeed(model, machine, verdict);
  return {
    verdict: verdict.verdict,
    contextSize,
    memoryBytes: Math.round(need.total),
    ...(machine.gpu && { vramBytes: Math.round(vram) }),
    ...(verdict.gpuLayers > 0 && { gpuLayers: verdict.gpuLayers }),
    ...(largestContext !== undefined && { largestContext }),
    ...(speed !== undefined && { tokensPerSecond: speed }),
  };
}

/** From the best to the worst. */
const order: readonly FitVerdict[] = ["gpu", "partly", "cpu", "tooBig"];

const loadShape = ({ kvCache }: FitWish, contextSize: number, batchSize: number): LoadShape => ({
  contextSize,
  kvCache,
  batchSize,
});

interface Placed {
  readonly verdict: FitVerdict;
  /** Layers on the GPU, the output counted as one. */
  readonly gpuLayers: number;
}

function verdictAt(model: SizedModel, wish: FitWish, { memory, gpu }: MachineReadings): Placed {
  const layers = model.shape.layers + 1;
  const onCpu = memoryNeed(model, loadShape(wish, wish.contextSize, cpuBatch)).total;
  const room = memory.available - memory.total * memoryReserve;
  if (gpu !== undefined) {
    const { vram, fixed } = vramNeed(model, loadShape(wish, wish.contextSize, gpuBatch));
    const graphics = gpu.freeBytes - Math.min(gpu.totalBytes * vramReserve, maxVramReserve);
    if (vram <= graphics) return { verdict: "gpu", gpuLayers: layers };
    const perLayer = (vram - fixed) / layers;
    const some = Math.max(0, Math.floor((graphics - fixed) / perLayer));
    const rest = onCpu - some * perLayer;
    if (some >= layers * leastShareOnGpu && rest <= room) return { verdict: "partly", gpuLayers: some };
  }
  return { verdict: onCpu <= room ? "cpu" : "tooBig", gpuLayers: 0 };
}

/** The largest context that still fits; undefined: none does. */
function largest(trainedContext: number, fits: (contextSize: number) => boolean): number | undefined {
  let [low, high] = [0, Math.floor(trainedContext / contextStep)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle * contextStep)) low = middle;
    else high = middle - 1;
  }
  const size = low * contextStep;
  return size >= leastContext ? size : undefined;
}

/**
 * Tokens per second: the memory is what limits it (measured, docs/models.md). For each token all weights but the table of
 * embeddings are read once, and the KV cache. On a GPU nobody has measured how fast its memory is, so nothing is said;
 * of a model that is there in part, what the CPU has to read takes nearly all of the time.
 */
function expectedSpeed(
  model: SizedModel,
  { bandwidth }: MachineReadings,
  { verdict, gpuLayers }: Placed,
): number | undefined {
  if (verdict === "gpu" || verdict === "tooBig") return undefined;
  const { shape } = model;
  const onCpu = 1 - gpuLayers / (shape.layers + 1);
  const bytes = readPerToken(model) * onCpu + 2 * usualContext * kvNumbersPerToken(shape) * onCpu;
  return bandwidth / bytes;
}

/** Bytes of weights that are read for one token. */
export function readPerToken({ shape, quantisation }: Omit<SizedModel, "bytes">): number {
  return tensorShapes(shape)
    .filter(({ kind }) => kind !== "embedding" || shape.tied)
    .reduce((sum, tensor) => sum + bytesOf(tensor, shape, quantisation), 0);
}
