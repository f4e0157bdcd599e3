import { ggmlTypes } from "./ggmlTypes.js";

/** A block of weights as the header declares it; nothing in it can be trusted. */
export interface DeclaredTensor {
  readonly name: string;
  /** Weights per dimension, the row first. */
  readonly shape: readonly bigint[];
  readonly dtype: number;
  /** Where it begins, in bytes from the beginning of the data. */
  readonly offset: bigint;
}

/** Where the data lies in the file, in bytes. */
export interface DataPlace {
  readonly begin: bigint;
  readonly fileBytes: number;
  readonly alignment: number;
}

/** ggml has four dimensions (`GGML_MAX_DIMS`). */
const maxDimensions = 4;

/** Longest name that ggml keeps, in bytes with the zero at its end (`GGML_MAX_NAME`). */
const maxNameBytes = 64;

/**
 * Says what is wrong with the weights that a header declares: every block has to have a known type and whole blocks
 * of it, and to lie in the file, aligned and for itself. The native loader multiplies these numbers and trusts the
 * products (CVE-2026-27940 and its predecessors).
 *
 * @returns what is wrong, as the end of a sentence, or `undefined`.
 */
export function checkTensors(tensors: readonly DeclaredTensor[], data: DataPlace): string | undefined {
  const names = new Set<string>();
  const places: { readonly name: string; readonly begin: bigint; readonly end: bigint }[] = [];
  for (const tensor of tensors) {
    const { name, offset } = tensor;
    if (name === "" || Buffer.byteLength(name) >= maxNameBytes) return "weights in it have no proper name";
    if (names.has(name)) return `the weights ${name} are in it twice`;
    names.add(name);
    const bytes = bytesOf(tensor);
    if (typeof bytes === "string") return `the weights ${name} ${bytes}`;
    if (offset % BigInt(data.alignment) !== 0n) return `the weights ${name} begin at a place that cannot be`;
    const begin = data.begin + offset;
    const end = begin + bytes;
    if (end > BigInt(data.fileBytes))
      return `the file ends at byte ${data.fileBytes}, but the weights ${name} reach to byte ${end}`;
    places.push({ name, begin, end });
  }
  places.sort((a, b) => (a.begin < b.begin ? -1 : 1));
  for (const [i, place] of places.entries()) {
    const next = places[i + 1];
    if (next !== undefined && next.begin < place.end) return `the weights ${place.name} and ${next.name} overlap`;
  }
  return undefined;
}

/** Bytes of a block of weights, or what is wrong with it. */
function bytesOf({ shape, dtype }: DeclaredTensor): bigint | string {
  const type = ggmlTypes.get(dtype);
  if (type === undefined) return `have the unknown type ${dtype}`;
  const [row = 0n] = shape;
  if (shape.length === 0 || shape.length > maxDimensions || shape.some((length) => length <= 0n))
    return "have a shape that cannot be";
  if (row % BigInt(type.blockWeights) !== 0n) return `have rows of ${row}, which ${type.name} cannot store`;
  const weights = shape.reduce((product, length) => product * length, 1n);
  return (weights / BigInt(type.blockWeights)) * BigInt(type.blockBytes);
}
