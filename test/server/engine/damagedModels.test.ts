import { createHash } from "node:crypto";
import { copyFile, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { getLlama } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../../benchmarks/support/seededRandom.js";
import { checkGguf } from "../../../language-server/engine/llama/process/gguf/checkGguf.js";
import { ggmlTypes } from "../../../language-server/engine/llama/process/gguf/ggmlTypes.js";
import { checkHash } from "../../../language-server/engine/llama/process/modelFile.js";
import { containing } from "../../support/containing.js";
import { demoModel, temporaryFolder } from "../../support/engineProgram.js";

const never = new AbortController().signal;

/** Everything here is refused before native code sees it: the engine process is not even started. */
describe("damaged models", () => {
  let folder: string;
  let bytes: Buffer;
  let sha256: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    bytes = await readFile(demoModel);
    sha256 = createHash("sha256").update(bytes).digest("hex");
  });
  afterAll(() => rm(folder, { recursive: true }));

  const code = (work: Promise<unknown>) =>
    work.then(
      () => "loaded",
      (error: unknown) => (error as { data?: { code: string } }).data?.code ?? String(error),
    );
  const check = async (file: string) => code(checkGguf(file, never));

  it("takes the demo model", async () => {
    expect(await checkGguf(demoModel, never)).toMatchObject({ trainContextSize: 4_096, architecture: "qwen2" });
  });

  it("knows how the native library stores each type of weights", async () => {
    const llama = await getLlama({ gpu: false, build: "never" });
    const { _bindings: native } = llama as unknown as {
      _bindings: Record<"getBlockSizeForGgmlType" | "getTypeSizeForGgmlType", (type: number) => number | undefined>;
    };
    // Types that were given up have the size 0, numbers behind the last type none at all.
    const there = Array.from({ length: 128 }, (_, type) => type).filter((type) => native.getTypeSizeForGgmlType(type));
    expect(there).toEqual([...ggmlTypes.keys()]);
    for (const [type, { blockWeights, blockBytes }] of ggmlTypes) {
      expect([native.getBlockSizeForGgmlType(type), native.getTypeSizeForGgmlType(type)]).toEqual([
        blockWeights,
        blockBytes,
      ]);
    }
    await llama.dispose();
  });

  it("refuses each of 200 truncations by the header alone", async () => {
    const random = seededRandom(7);
    const file = path.join(folder, "short.gguf");
    await copyFile(demoModel, file);
    const handle = await open(file, "r+");
    const lengths = Array.from({ length: 200 }, () => 4 + Math.floor(random() * (bytes.length - 4)));
    const taken: number[] = [];
    for (const length of lengths.sort((a, b) => b - a)) {
      await handle.truncate(length);
      if ((await check(file)) !== "modelDamaged") taken.push(length);
    }
    await handle.close();
    expect(taken).toEqual([]);
  });

  it("refuses each of 600 flipped bits by the hash, and by the header each that declares more than there is", async () => {
    const random = seededRandom(8);
    const file = path.join(folder, "flipped.gguf");
    await copyFile(demoModel, file);
    const handle = await open(file, "r+");
    const outcomes: string[] = [];
    for (let i = 0; i < 600; i++) {
      const at = Math.floor(random() * bytes.length);
      const flipped = Buffer.of((bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8)));
      await handle.write(flipped, 0, 1, at);
      outcomes.push(await code(checkHash(file, { sha256 }, () => undefined, never)));
      await handle.write(bytes, at, 1, at);
    }
    expect(outcomes.filter((outcome) => outcome !== "modelDamaged")).toEqual([]);
    // Bytes 8 to 23 are the counts of weights and of metadata. A lower count leaves something out, which the native
    // loader says well; a higher one is what crafted files have.
    const unseen: string[] = [];
    for (let bit = 8 * 8; bit < 24 * 8; bit++) {
      const at = bit >> 3;
      if (((bytes[at] ?? 0) >> (bit & 7)) & 1) continue;
      await handle.write(Buffer.of((bytes[at] ?? 0) ^ (1 << (bit & 7))), 0, 1, at);
      const outcome = await check(file);
      if (outcome !== "modelDamaged") unseen.push(`byte ${at} bit ${bit & 7}: ${outcome}`);
      await handle.write(bytes, at, 1, at);
    }
    await handle.close();
    expect(unseen).toEqual([]);
    expect(await check(file)).toBe("loaded");
  });

  it("looks for all parts of a split model", async () => {
    const part = (n: number) => path.join(folder, `big-0000${n}-of-00002.gguf`);
    await copyFile(demoModel, part(1));
    expect(await code(checkGguf(part(1), never))).toBe("modelNotFound");
    await writeFile(part(2), bytes.subarray(0, 100_000));
    await expect(checkGguf(part(1), never)).rejects.toMatchObject({
      data: { code: "modelDamaged", message: containing("big-00002-of-00002.gguf") },
    });
    await rename(part(2), path.join(folder, "whole.gguf"));
    await copyFile(demoModel, part(2));
    expect(await code(checkGguf(part(1), never))).toBe("loaded");
    await expect(checkGguf(part(2), never)).rejects.toMatchObject({
      data: { code: "modelNotFound", hint: containing("big-00001-of-00002.gguf") },
    });
  });
});
