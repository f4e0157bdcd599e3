import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkModelFile } from "../../../language-server/engine/llama/process/modelFile.js";
import { containing } from "../../support/containing.js";

const never = new AbortController().signal;
const nothing = () => undefined;

describe("checkModelFile", () => {
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
    checkModelFile(await file(content), undefined, nothing, never).then(
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
    await expect(checkModelFile(path.join(folder, "none.gguf"), undefined, nothing, never)).rejects.toMatchObject({
      data: { code: "modelNotFound" },
    });
    await expect(checkModelFile(folder, undefined, nothing, never)).rejects.toMatchObject({
      data: { code: "modelNotFound" },
    });
  });

  it("compares the hash, in any case of its letters, and reports progress up to 1", async () => {
    const content = Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(3 << 20, 7)]);
    const name = await file(content);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const progress: number[] = [];
    await expect(checkModelFile(name, sha256.toUpperCase(), (p) => progress.push(p), never)).resolves.toBe(
      content.length,
    );
    expect(progress.length).toBeGreaterThan(2);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    // One bit of difference, which the loader would not notice.
    content[content.length - 1] = 6;
    await writeFile(name, content);
    await expect(checkModelFile(name, sha256, nothing, never)).rejects.toMatchObject({
      data: { code: "modelDamaged", message: containing(sha256) },
    });
  });

  it("stops hashing when it is aborted", async () => {
    const name = await file(Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(8 << 20)]));
    const abort = new AbortController();
    const progress: number[] = [];
    const check = checkModelFile(
      name,
      "0".repeat(64),
      (p) => {
        progress.push(p);
        abort.abort(new Error("enough"));
      },
      abort.signal,
    );
    await expect(check).rejects.toThrow("enough");
    expect(progress).toHaveLength(1);
  });
});
