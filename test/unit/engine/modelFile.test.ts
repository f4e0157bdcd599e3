import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExpectedHash } from "../../../language-server/engine/engine.js";
import { checkHash, checkHead } from "../../../language-server/engine/llama/process/modelFile.js";
import { containing } from "../../support/containing.js";

const never = new AbortController().signal;

describe("a model's file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "ponder-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const file = async (content: Uint8Array | string) => {
    const name = path.join(folder, "model.gguf");
    await writeFile(name, content);
    return name;
  };
  const failure = async (content: Uint8Array | string) =>
    checkHead(await file(content)).then(
      () => undefined,
      (error: unknown) => (error as { data: unknown }).data,
    );

  it.each([
    ["an empty file", "", "empty"],
    ["zero bytes", Buffer.alloc(5_000), "zero bytes"],
    ["a web page", "\n<!doctype html><html>Sign in</html>", "web page"],
    ["a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "Git LFS"],
    ["a zip file", "PK\u0003\u0004", "GGUF"],
  ])("refuses %s and says what it is", async (_name, content, word) => {
    expect(await failure(content)).toMatchObject({
      code: "modelDamaged",
      message: containing(word),
      hint: containing("Download"),
    });
  });

  it("tells a missing file and a folder from a damaged one", async () => {
    await expect(checkHead(path.join(folder, "none.gguf"))).rejects.toMatchObject({
      data: { code: "modelNotFound" },
    });
    await expect(checkHead(folder)).rejects.toMatchObject({
      data: { code: "modelNotFound" },
    });
  });

  it("compares the hash, in any case of its letters, and tells it", async () => {
    const content = Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(3 << 20, 7)]);
    const name = await file(content);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const read: number[] = [];
    const check = (expected: ExpectedHash | undefined) => checkHash(name, expected, (bytes) => read.push(bytes), never);
    await expect(check({ sha256: sha256.toUpperCase() })).resolves.toBe(sha256);
    expect(read.length).toBeGreaterThan(2);
    expect(read).toEqual([...read].sort((a, b) => a - b));
    expect(read.at(-1)).toBe(content.length);
    await expect(check(undefined)).resolves.toBe(sha256);
    read.length = 0;
    await expect(check({ sha256, isFresh: true })).resolves.toBeUndefined();
    expect(read).toEqual([]);
    // One bit of difference, which the loader would not notice.
    content[content.length - 1] = 6;
    await writeFile(name, content);
    await expect(check({ sha256 })).rejects.toMatchObject({
      data: { code: "modelDamaged", message: containing(sha256) },
    });
    await expect(check({ sha256, isRecorded: true })).rejects.toMatchObject({
      data: { code: "modelChanged", message: containing(sha256) },
    });
  });

  it("stops hashing when it is aborted", async () => {
    const name = await file(Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(8 << 20)]));
    const abort = new AbortController();
    const read: number[] = [];
    const stop = (bytes: number) => {
      read.push(bytes);
      abort.abort(new Error("enough"));
    };
    await expect(checkHash(name, undefined, stop, abort.signal)).rejects.toThrow("enough");
    expect(read).toHaveLength(1);
  });
});
