import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileHashes } from "../../../../language-server/models/library/fileHashes.js";
import { ModelHashes } from "../../../../language-server/models/library/modelHashes.js";
import { ModelLibrary } from "../../../../language-server/models/library/modelLibrary.js";
import { Pins } from "../../../../language-server/models/library/pins.js";
import { repository } from "../../../support/engineProgram.js";

const [a, b, c] = ["a", "b", "c"].map((letter) => letter.repeat(64)) as [string, string, string];

describe("what is known of a model's files", () => {
  let home: string;
  let folder: string;
  let hashes: ModelHashes;

  beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), "ponder-hashes-"));
    folder = path.join(home, "models");
    const fileHashes = new FileHashes(path.join(home, "state"));
    const others = { huggingFace: path.join(home, "hf"), lmStudio: [], ollama: path.join(home, "ollama") };
    const catalogueFile = path.join(repository, "models/catalogue.json");
    const library = new ModelLibrary({ catalogueFile, hashes: fileHashes, others });
    hashes = new ModelHashes({ hashes: fileHashes, library, folder: () => Promise.resolve(folder) });
  });
  afterEach(() => rm(home, { recursive: true }));

  const write = async (inside: string, text = "model") => {
    const file = path.join(home, inside);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  };
  const expected = async (file: string) => (await hashes.lookUp([file])).expected;
  const load = async (file: string, sha256: string) => (await hashes.lookUp([file])).record({ [file]: sha256 });

  it("is nothing at first, then what it was when it was loaded", async () => {
    const file = await write("mine.gguf");
    expect(await expected(file)).toEqual({});
    await load(file, a);
    expect(await expected(file)).toEqual({ [file]: { sha256: a, isFresh: true } });
  });

  it("is no more than a record when the file was written to, also with the times of before", async () => {
    const file = await write("mine.gguf");
    await utimes(file, 1_000, 1_000);
    await load(file, a);
    await writeFile(file, "modem");
    await utimes(file, 1_000, 1_000);
    expect(await expected(file)).toEqual({ [file]: { sha256: a, isRecorded: true } });
    await hashes.accept(file);
    expect(await expected(file)).toEqual({});
  });

  it("is what the hub said of a download, also when somebody accepts another file", async () => {
    const file = await write("models/owner/repo/x.gguf");
    await new Pins(folder).set("owner/repo", "x.gguf", { bytes: 5, sha256: b });
    expect(await expected(file)).toEqual({ [file]: { sha256: b } });
    await load(file, b);
    await writeFile(file, "modem");
    await hashes.accept(file);
    expect(await expected(file)).toEqual({ [file]: { sha256: b } });
  });

  it("is the name of a file in Ollama's folder", async () => {
    const file = await write(`ollama/blobs/sha256-${c}`);
    const layers = [{ mediaType: "application/vnd.ollama.image.model", digest: `sha256:${c}` }];
    await write("ollama/manifests/registry.ollama.ai/library/x/7b", JSON.stringify({ layers }));
    expect(await expected(file)).toEqual({ [file]: { sha256: c } });
  });

  it("is known of each part of a split model", async () => {
    const part = (n: number) => `models/owner/repo/x-0000${String(n)}-of-00002.gguf`;
    const [first, second] = [await write(part(1)), await write(part(2))];
    const pins = new Pins(folder);
    await pins.set("owner/repo", path.basename(first), { bytes: 5, sha256: a });
    await pins.set("owner/repo", path.basename(second), { bytes: 5, sha256: b });
    expect(await expected(first)).toEqual({ [first]: { sha256: a }, [second]: { sha256: b } });
  });

  it("is not recorded of a file that was written to while it was loaded", async () => {
    const file = await write("mine.gguf");
    const load = await hashes.lookUp([file]);
    await writeFile(file, "another one");
    await load.record({ [file]: a });
    expect(await expected(file)).toEqual({});
  });
});
