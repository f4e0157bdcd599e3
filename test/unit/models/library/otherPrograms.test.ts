import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileHashes } from "../../../../language-server/models/library/fileHashes.js";
import { modelsFolder } from "../../../../language-server/models/library/modelsFolder.js";
import { otherFiles, otherFolders } from "../../../../language-server/models/library/otherPrograms.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "ponder-"));
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (name: string, text: string) => {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
};
const sha256 = "ab".repeat(32);
const folders = () => ({
  huggingFace: path.join(folder, "hf"),
  lmStudio: [path.join(folder, "lm")],
  ollama: path.join(folder, "ollama"),
});

describe("models of other programs", () => {
  it("are found in the cache of Hugging Face, with the hash that their blob is named by", async () => {
    await write(`hf/models--owner--a--b/blobs/${sha256}`, "GGUF");
    const link = path.join(folder, "hf/models--owner--a--b/snapshots/c0ffee/deep/x.gguf");
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.join("../../../blobs", sha256), link);
    await write("hf/models--owner--a--b/snapshots/c0ffee/README.md", "");
    await write("hf/datasets--owner--x/snapshots/c0ffee/y.gguf", "");
    expect(await otherFiles(folders())).toEqual([
      { place: "huggingFace", path: link, bytes: 4, name: "x.gguf", repository: "owner/a--b", file: "deep/x.gguf", sha256 },
    ]);
  });

  it("are found in LM Studio's folder", async () => {
    const file = await write("lm/owner/repo/x.gguf", "GGUF");
    await write("lm/owner/repo/mmproj-x.gguf", "GGUF");
    expect(await otherFiles(folders())).toEqual([
      { place: "lmStudio", path: file, bytes: 4, name: "x.gguf", repository: "owner/repo", file: "x.gguf" },
    ]);
  });

  it("are found in Ollama's folder, by the manifest", async () => {
    const file = await write(`ollama/blobs/sha256-${sha256}`, "GGUF");
    const layer = (mediaType: string, digest: string) => ({ mediaType, digest });
    await write(
      "ollama/manifests/registry.ollama.ai/library/deepseek-r1/7b",
      JSON.stringify({
        layers: [
          layer("application/vnd.ollama.image.template", `sha256:${"cd".repeat(32)}`),
          layer("application/vnd.ollama.image.model", `sha256:${sha256}`),
        ],
      }),
    );
    await write("ollama/manifests/registry.ollama.ai/library/broken/latest", "{");
    await write("ollama/manifests/registry.ollama.ai/library/odd/latest", '{"layers":[null]}');
    await write(
      "ollama/manifests/registry.ollama.ai/library/evil/latest",
      JSON.stringify({ layers: [layer("application/vnd.ollama.image.model", "sha256:../../../etc/passwd")] }),
    );
    expect(await otherFiles(folders())).toEqual([
      { place: "ollama", path: file, bytes: 4, name: "deepseek-r1:7b", sha256 },
    ]);
  });

  it("are none where there are no such programs", async () => {
    expect(await otherFiles(folders())).toEqual([]);
  });

  it("are looked for where the programs are told to keep them", () => {
    const named = otherFolders({ HF_HOME: "/x/hf", OLLAMA_MODELS: "/x/ollama" }, "/home/me");
    expect(named.huggingFace).toBe(path.join("/x/hf", "hub"));
    expect(named.ollama).toBe("/x/ollama");
    expect(otherFolders({ HF_HUB_CACHE: "/y" }, "/home/me").huggingFace).toBe("/y");
    expect(otherFolders({}, "/home/me").huggingFace).toBe(path.join("/home/me", ".cache/huggingface/hub"));
  });
});

describe("the folder for models", () => {
  it("is the setting, else the folder for data of this user", () => {
    expect(modelsFolder("/big/disk/models/", "linux", {}, "/home/me")).toBe("/big/disk/models/");
    expect(modelsFolder(" ", "linux", {}, "/home/me")).toBe("/home/me/.local/share/ponder/models");
    expect(modelsFolder("", "linux", { XDG_DATA_HOME: "/d" }, "/home/me")).toBe("/d/ponder/models");
    expect(modelsFolder("", "darwin", {}, "/Users/me")).toBe("/Users/me/Library/Application Support/Ponder/models");
    expect(() => modelsFolder("relative", "linux", {}, "/home/me")).toThrow("not absolute");
  });
});

describe("hashes of files", () => {
  it("are known until the file is written to, also when its date is put back", async () => {
    const file = await write("model.gguf", "GGUF one");
    const hashes = new FileHashes(path.join(folder, "state"));
    expect(await hashes.get(file)).toBeUndefined();
    await hashes.set(file, sha256);
    expect(await hashes.get(file)).toEqual({ sha256, isFresh: true });
    const then = new Date(1_700_000_000_000);
    await utimes(file, then, then);
    await hashes.set(file, sha256);
    await writeFile(file, "GGUF two");
    await utimes(file, then, then);
    expect(await hashes.get(file)).toEqual({ sha256, isFresh: false });
    await rm(file);
    expect(await hashes.get(file)).toEqual({ sha256, isFresh: false });
    await hashes.delete(file);
    expect(await hashes.get(file)).toBeUndefined();
  });

  it("of a damaged store are not known", async () => {
    const file = await write("model.gguf", "GGUF");
    const hashes = new FileHashes(path.join(folder, "state"));
    await hashes.set(file, sha256);
    const { readdir } = await import("node:fs/promises");
    const [name = ""] = await readdir(path.join(folder, "state/hashes"));
    await write(`state/hashes/${name}`, "{");
    expect(await hashes.get(file)).toBeUndefined();
  });
});
