import { writeFile } from "node:fs/promises";

/** Value types of GGUF metadata that are used here, by their number in the format. */
const valueTypes = { u32: 4, i32: 5, f32: 6, bool: 7, str: 8 } as const;
const arrayType = 9;
const f32Tensor = 0;
const alignment = 32;

export type GgufValue =
  | readonly ["u32" | "i32" | "f32", number]
  | readonly ["bool", boolean]
  | readonly ["str", string]
  | readonly ["i32[]", readonly number[]]
  | readonly ["str[]", readonly string[]];

/** A tensor of 32-bit floats. `dimensions` as in the format: the length of a row first. */
export interface GgufTensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly values: Float32Array;
}

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
  for (const { name, dimensions, values } of tensors) {
    header.push(str(name), u32(dimensions.length), ...dimensions.map(u64), u32(f32Tensor), u64(offset));
    offset += padded(values.byteLength);
  }
  const head = Buffer.concat(header);
  const data = tensors.flatMap(({ values }) => {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    return [bytes, Buffer.alloc(padded(bytes.length) - bytes.length)];
  });
  await writeFile(file, Buffer.concat([head, Buffer.alloc(padded(head.length) - head.length), ...data]));
}

const padded = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

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
