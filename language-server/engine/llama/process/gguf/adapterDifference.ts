import type { GgufFacts, GgufHeader } from "./checkGguf.js";

type Shapes = ReadonlyMap<string, readonly bigint[]>;

/** What an adapter's weights are called: those of the matrix that they change, and which of the two factors it is. */
const factor = /^(.*)\.lora_([ab])$/;

/** The engine knows no adapters of these, and goes without, as its authors do. */
const norm = /_norm\.weight$/;

/**
 * Why an adapter cannot be one of this model, by the rules of llama.cpp's loader (`llama-adapter.cpp`), whose messages
 * name neither the file nor a next step.
 *
 * @returns the end of a sentence that begins with the adapter's name; `undefined` where it fits.
 */
export function adapterDifference(
  adapter: GgufHeader,
  model: Pick<GgufFacts, "architecture" | "shapes">,
): string | undefined {
  const { "general.type": type, "adapter.type": kind, "general.architecture": architecture } = adapter.metadata;
  if (type !== "adapter") return "is no adapter";
  if (kind !== "lora") return `is an adapter of the kind ${String(kind)}, and the engine knows LoRA only`;
  if (architecture !== model.architecture)
    return `is made for the architecture ${String(architecture)}, not ${String(model.architecture)}`;
  const matrices = new Set<string>();
  for (const name of adapter.shapes.keys()) {
    const [, matrix] = factor.exec(name) ?? [];
    if (matrix !== undefined) matrices.add(matrix);
    else if (!norm.test(name)) return `has the weights ${name}, which are of no LoRA adapter`;
  }
  if (matrices.size === 0) return "changes nothing";
  for (const matrix of matrices) {
    const wrong = misfit(matrix, adapter.shapes, model.shapes.get(matrix));
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function misfit(matrix: string, adapter: Shapes, shape: readonly bigint[] | undefined): string | undefined {
  const [a, b] = [adapter.get(`${matrix}.lora_a`), adapter.get(`${matrix}.lora_b`)];
  if (a === undefined || b === undefined) return `has one half only of its change to ${matrix}`;
  if (shape === undefined) return `changes ${matrix}, which this model does not have`;
  // The table of embeddings is read by rows: the factors are the other way round.
  const changed = matrix === "token_embd.weight" ? [at(b, 1), at(a, 1)] : [at(a, 0), at(b, 1)];
  const [own, other] = [[at(shape, 0), at(shape, 1)].join(" × "), changed.join(" × ")];
  if (own !== other) return `changes ${matrix} of ${other} numbers, and this model's is ${own}`;
  const isWhole = matrix === "token_embd.weight" || at(a, 1) === at(b, 0);
  return isWhole ? undefined : `has two halves of its change to ${matrix} that do not fit each other`;
}

/** What is not said is 1. */
const at = (shape: readonly bigint[], dimension: number): bigint => shape[dimension] ?? 1n;
