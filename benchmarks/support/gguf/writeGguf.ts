import { open } from "node:fs/promises";

/** Value types of GGUF metadata that are used here, by their number in the format. */
const valueTypes = { u32: 4, i32: 5, f32: 6, bool: 7, str: 8 } as const;
const arrayType = 9;
const alignment = 32;

/** Tensor types by their number in the format, with the elements and bytes of a block. */
const tensorTypes = {
  f32: { id: 0, elements: 1, bytes: 4 },
  q8_0: { id: 8, elements: 32, bytes: 34 },
  q4_k: { id: 12, elements: 256, bytes: 144 },
  q6_k: { id: 14, elements: 256, bytes: 210 },
} as const;
export type TensorType = keyof typeof tensorTypes;

export type GgufValue =
  | readonly ["u32" | "i32" | "f32", number]
  | readonly ["bool", boolean]
  | readonly ["str", string]
  | readonly ["i32[]", readonly number[]]
  | readonly ["str[]", readonly string[]];

/** A tensor. `dimensions` as in the format: the length of a row first. */
export interface GgufTensor {
  readonly name: string;
  readonly type: TensorType;
  readonly dimensions: readonly number[];
  /** Makes its bytes, as many as {@link tensorBytes} says. Called once, when it is written: not all fit into memory. */
  readonly data: () => Uint8Array;
}

/** A tensor of 32-bit floats that are there already. */
export const floats = (name: string, dimensions: readonly number[], values: Float32Array): GgufTensor => ({
  name,
  type: "f32",
  dimensions,
  data: () => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
});

/** Size of a tensor in the file, in bytes, without padding. */
export function tensorBytes({ name, type, dimensions }: Pick<GgufTensor, "name" | "type" | "dimensions">): number {
  const { elements, bytes } = tensorTypes[type];
  if ((dimensions[0] ?? 0) % elements !== 0) throw new Error(`${name}: its rows are no multiple of ${elements}`);
  return (dimensions.reduce((product, size) => product * size, 1) / elements) * bytes;
}

/** Bytes of a block of a tensor type. */
export const blockBytes = (type: TensorType): number => tensorTypes[type].bytes;

/**
 * Writes a GGUF file, version 3.
 *
 * @see https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export async function writeGguf(
  file: string,
  metadata: Readonly<Record<string, GgufValue>>,
  tensors: readonly GgufTensor[],
): Promise<void> {
  const entries = Object.entries(metadata);
  const header: Buffer[] = [Buffer.from("GGUF"), u32(3), u64(tensors.length), u64(entries.length)];
  for (const [key, value] of entries) header.push(str(key), metadataValue(value));
  let offset = 0;
  for (const tensor of tensors) {
    const { name, type, dimensions } = tensor;
    header.push(str(name), u32(dimensions.length), ...dimensions.map(u64), u32(tensorTypes[type].id), u64(offset));
    offset += padded(tensorBytes(tensor));
  }
  const handle = await open(file, "w");
  try {
    const head = Buffer.concat(header);
    await handle.writeFile(withPadding(head));
    for (const tensor of tensors) {
      const bytes = tensor.data();
      if (bytes.length !== tensorBytes(tensor)) throw new Error(`${tensor.name} has ${bytes.length} bytes`);
      await handle.writeFile(withPadding(bytes));
    }
  } finally {
    await handle.close();
  }
}

const padded = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

function withPadding(bytes: Uint8Array): Uint8Array {
  const missing = padded(bytes.length) - bytes.length;
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function str(value: string): Buffer {
  const bytes = Buffer.from(value, "utf8");
  return Buffer.concat([u64(bytes.length), bytes]);
}

function metadataValue(value: GgufValue): Buffer {
  switch (value[0]) {
    case "u32":
      return Buffer.concat([u32(valueTypes.u32), u32(value[1])]);
    case "i32":
      return Buffer.concat([u32(valueTypes.i32), i32(value[1])]);
    case "f32":
      return Buffer.concat([u32(valueTypes.f32), f32(value[1])]);
    case "bool":
      return Buffer.concat([u32(valueTypes.bool), Buffer.from([value[1] ? 1 : 0])]);
    case "str":
      return Buffer.concat([u32(valueTypes.str), str(value[1])]);
    case "i32[]":
      return Buffer.concat([u32(arrayType), u32(valueTypes.i32), u64(value[1].length), ...value[1].map(i32)]);
    case "str[]":
      return Buffer.concat([u32(arrayType), u32(valueTypes.str), u64(value[1].length), ...value[1].map(str)]);
  }
}
