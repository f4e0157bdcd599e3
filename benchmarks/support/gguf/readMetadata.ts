import { readFile } from "node:fs/promises";

/** A value of GGUF metadata. */
export type MetadataValue = number | bigint | boolean | string | readonly MetadataValue[];

/** Value types by their number in the format. */
const readers: Readonly<Record<number, (cursor: Cursor) => MetadataValue>> = {
  0: (cursor) => cursor.bytes.readUInt8(cursor.skip(1)),
  1: (cursor) => cursor.bytes.readInt8(cursor.skip(1)),
  2: (cursor) => cursor.bytes.readUInt16LE(cursor.skip(2)),
  3: (cursor) => cursor.bytes.readInt16LE(cursor.skip(2)),
  4: (cursor) => cursor.bytes.readUInt32LE(cursor.skip(4)),
  5: (cursor) => cursor.bytes.readInt32LE(cursor.skip(4)),
  6: (cursor) => cursor.bytes.readFloatLE(cursor.skip(4)),
  7: (cursor) => cursor.bytes.readUInt8(cursor.skip(1)) !== 0,
  8: (cursor) => cursor.text(),
  9: (cursor) => {
    const type = cursor.bytes.readUInt32LE(cursor.skip(4));
    return Array.from({ length: cursor.length() }, () => cursor.value(type));
  },
  10: (cursor) => cursor.bytes.readBigUInt64LE(cursor.skip(8)),
  11: (cursor) => cursor.bytes.readBigInt64LE(cursor.skip(8)),
  12: (cursor) => cursor.bytes.readDoubleLE(cursor.skip(8)),
};

/** A place in the bytes of a file. */
class Cursor {
  readonly bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Goes on by `count` bytes; returns where it was. */
  skip(count: number): number {
    this.#at += count;
    return this.#at - count;
  }

  length(): number {
    return Number(this.bytes.readBigUInt64LE(this.skip(8)));
  }

  text(): string {
    const length = this.length();
    const from = this.skip(length);
    return this.bytes.toString("utf8", from, from + length);
  }

  value(type: number): MetadataValue {
    const read = readers[type];
    if (read === undefined) throw new Error(`GGUF value type ${type} is unknown`);
    return read(this);
  }
}

/** Reads the metadata of a small GGUF file, such as one that holds a vocabulary alone. */
export async function readMetadata(file: string): Promise<ReadonlyMap<string, MetadataValue>> {
  const cursor = new Cursor(await readFile(file));
  const magic = cursor.bytes.toString("latin1", 0, 4);
  if (magic !== "GGUF") throw new Error(`${file} is no GGUF file`);
  cursor.skip(4 + 4 + 8);
  const entries = Array.from({ length: cursor.length() }, (): readonly [string, MetadataValue] => {
    const key = cursor.text();
    return [key, cursor.value(cursor.bytes.readUInt32LE(cursor.skip(4)))];
  });
  return new Map(entries);
}
