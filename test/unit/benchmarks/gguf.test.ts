import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { readMetadata } from "../../../benchmarks/support/gguf/readMetadata.js";
import { floats, tensorBytes, writeGguf } from "../../../benchmarks/support/gguf/writeGguf.js";

test("what is written is read again, and tensors begin at their places", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "ponder-"));
  try {
    const file = path.join(folder, "model.gguf");
    const block = { name: "a", type: "q4_k", dimensions: [256, 1] } as const;
    await writeGguf(
      file,
      { name: ["str", "näme"], size: ["u32", 7], on: ["bool", true], rate: ["f32", 0.5], words: ["str[]", ["a", ""]] },
      [
        { ...block, data: () => new Uint8Array(tensorBytes(block)).fill(9) },
        floats("b", [2], Float32Array.from([1, 2])),
      ],
    );
    expect(Object.fromEntries(await readMetadata(file))).toEqual({
      name: "näme",
      size: 7,
      on: true,
      rate: 0.5,
      words: ["a", ""],
    });
    // 144 bytes padded to 160, then 8 padded to 32.
    const { size } = await stat(file);
    expect(size % 32).toBe(0);
    const bytes = await readFile(file);
    expect([...bytes.subarray(size - 192, size - 188)]).toEqual([9, 9, 9, 9]);
    expect(bytes.readFloatLE(size - 28)).toBe(2);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("rows of quantised tensors must be whole blocks, and the bytes must be there", async () => {
  expect(() => tensorBytes({ name: "a", type: "q8_0", dimensions: [40] })).toThrow("multiple of 32");
  expect(() => tensorBytes({ name: "a", type: "q6_k", dimensions: [100] })).toThrow("multiple of 256");
  const short = { name: "a", type: "q6_k", dimensions: [256], data: () => new Uint8Array(1) } as const;
  await expect(writeGguf(path.join(os.tmpdir(), "ponder-short.gguf"), {}, [short])).rejects.toThrow("1 bytes");
  await rm(path.join(os.tmpdir(), "ponder-short.gguf"));
});
