import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { downloadText, panelDownload } from "../../../../extension/models/downloadText.js";
import { licenceText, unknownLicenceText } from "../../../../extension/models/licenceText.js";
import { modelSections } from "../../../../extension/models/modelItems.js";
import { FileHashes } from "../../../../language-server/models/library/fileHashes.js";
import { ModelLibrary } from "../../../../language-server/models/library/modelLibrary.js";
import type { DownloadState, FitReport, ListedModel, ModelFit } from "../../../../protocol/models.js";
import { repository } from "../../../support/engineProgram.js";

let models: readonly ListedModel[];
beforeAll(async () => {
  const nowhere = path.join(repository, "out/nowhere");
  const library = new ModelLibrary({
    catalogueFile: path.join(repository, "models/catalogue.json"),
    hashes: new FileHashes(nowhere),
    others: { huggingFace: nowhere, lmStudio: [], ollama: nowhere },
  });
  models = (await library.list(nowhere)).models;
});

const fileOf = (id: string, quantisation: string) => {
  const model = models.find((one) => one.id === id);
  const file = model?.files.find((one) => one.quantisation === quantisation);
  if (model === undefined || file === undefined) throw new Error(`no ${id} ${quantisation}`);
  return { model, file };
};

describe("the list of models", () => {
  const fit: ModelFit = { verdict: "cpu", contextSize: 8192, memoryBytes: 5e9, largestContext: 32_768, tokensPerSecond: 4.26 };
  const report = (): FitReport => ({
    machine: { memoryBytes: 16e9, availableBytes: 12e9, physicalCores: 4, threads: 4, onBattery: false, bandwidth: 3e10 },
    contextSize: 8192,
    fits: Object.fromEntries(
      models.flatMap(({ files }) =>
        files.map(({ uri }): readonly [string, ModelFit] => [uri, uri.includes("70B") ? { ...fit, verdict: "tooBig" } : fit]),
      ),
    ),
    recommended: {
      chat: fileOf("r1-distill-qwen-7b", "Q4_K_M").file.uri,
      completion: fileOf("qwen2.5-coder-1.5b", "Q5_K_M").file.uri,
    },
  });

  it("has what suits the machine on top, then all of them by what they are for", () => {
    const [recommended, chat, completions, ...rest] = modelSections(models, report());
    expect(rest).toEqual([]);
    expect(recommended?.items.map(({ label }) => label)).toEqual([
      "$(comment) DeepSeek-R1-Distill-Qwen-7B Q4_K_M",
      "$(sparkle) Qwen2.5-Coder-1.5B Q5_K_M",
    ]);
    const files = (role: string) => models.filter((model) => model.role === role).flatMap((model) => model.files).length;
    expect(chat?.items).toHaveLength(files("chat"));
    expect(completions?.items).toHaveLength(files("completion"));
  });

  it("says of each how it fits, how fast it is, and what its licences are", () => {
    const all = modelSections(models, report()).flatMap(({ items }) => items);
    const seven = all.find(({ choice }) => choice.file.uri === fileOf("r1-distill-qwen-7b", "Q4_K_M").file.uri);
    expect(seven?.description).toBe("4.7 GB · on the CPU · about 4.3 tokens/s");
    expect(seven?.detail).toBe("up to 32,768 tokens of context · licence: MIT, its base Apache-2.0");
    const seventy = all.find(({ choice }) => choice.model.id === "r1-distill-llama-70b");
    expect(seventy?.label).toMatch(/^\$\(warning\) DeepSeek-R1-Distill-Llama-70B /);
    expect(seventy?.description).toContain("too big for this machine");
  });

  it("says which are on this machine already", () => {
    const there = models.map((model) => ({
      ...model,
      files: model.files.map((file) => ({ ...file, path: "/m.gguf", place: "lmStudio" as const })),
    }));
    const [first] = modelSections(there, report())[0]?.items ?? [];
    expect(first?.label).toMatch(/^\$\(check\) /);
    expect(first?.detail).toMatch(/^in LM Studio's folder already/);
  });

  it("has no part for what there is nothing of", () => {
    expect(modelSections(models, { ...report(), recommended: {} }).map(({ title }) => title)).toEqual([
      "Chat, explain, fix",
      "Completions",
    ]);
  });
});

describe("what is agreed to before a download", () => {
  it("names both licences, where it comes from and goes to, and its hash", () => {
    const choice = fileOf("r1-distill-llama-8b", "Q4_K_M");
    const { question, detail, links } = licenceText(choice, "/home/me/models", "https://huggingface.co");
    expect(question).toBe("Download DeepSeek-R1-Distill-Llama-8B Q4_K_M, 4.9 GB?");
    expect(detail).toContain("Licence: MIT\n");
    expect(detail).toMatch(/Made from .*Llama-3\.1-8B: Llama 3\.1/);
    expect(detail).toContain("From https://huggingface.co (bartowski/DeepSeek-R1-Distill-Llama-8B-GGUF/");
    expect(detail).toContain("To /home/me/models");
    expect(detail).toContain(`SHA-256: ${choice.file.sha256 ?? "?"}`);
    expect(links).toHaveLength(2);
    for (const link of links) expect(link).toMatch(/^https:\/\//);
  });

  it("says where the hash is not known, and where a licence forbids commercial use", () => {
    const unknown = licenceText(fileOf("r1-0528-qwen3-8b", "Q4_K_M"), "/m", "https://huggingface.co").detail;
    expect(unknown).toContain("recorded at this first download");
    expect(licenceText(fileOf("qwen2.5-coder-3b", "Q8_0"), "/m", "h").detail).toContain("forbids commercial use");
    expect(unknownLicenceText("hf:a/b/c.gguf", "/m", "h")).toMatchObject({ question: "Download a/b/c.gguf?", links: [] });
  });
});

describe("how a download stands", () => {
  const state = (more: Partial<DownloadState>): DownloadState => ({
    uri: "hf:a/b/c.gguf",
    name: "c.gguf",
    phase: "downloading",
    receivedBytes: 1.5e9,
    totalBytes: 4.7e9,
    ...more,
  });

  it.each<[Partial<DownloadState>, string]>([
    [{ phase: "asking", receivedBytes: 0 }, "asking the hub…"],
    [{ bytesPerSecond: 12_345_678, secondsLeft: 260 }, "1.5 GB of 4.7 GB · 12.3 MB/s · 4 min left"],
    [{ bytesPerSecond: 500_000, secondsLeft: 6400 }, "1.5 GB of 4.7 GB · 0.5 MB/s · 1 h 47 min left"],
    [{ bytesPerSecond: 99_000_000, secondsLeft: 32 }, "1.5 GB of 4.7 GB · 99.0 MB/s · 32 s left"],
    [{ phase: "shared" }, "1.5 GB of 4.7 GB · another window downloads it"],
    [{ phase: "verifying" }, "verifying its SHA-256…"],
    [
      { phase: "waiting", trouble: { message: "The hub does not answer.", retryInSeconds: 8 } },
      "The hub does not answer. Trying again in 8 s.",
    ],
    [
      { phase: "diskFull", disk: { neededBytes: 3.2e9, freeBytes: 400e6 } },
      "paused, the disk is full: 3.2 GB needed, 400 MB free",
    ],
  ])("%j", (more, text) => {
    expect(downloadText(state(more))).toBe(text);
  });

  it("has a share once the size is known", () => {
    expect(panelDownload(state({ totalBytes: 3e9 })).share).toBe(0.5);
    expect(panelDownload({ uri: "u", name: "n", phase: "asking", receivedBytes: 0 })).not.toHaveProperty("share");
  });
});
