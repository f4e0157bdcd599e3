import fc from "fast-check";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readCatalogue } from "../../../../language-server/models/catalogue/catalogue.js";
import { measureBandwidth } from "../../../../language-server/models/fit/bandwidth.js";
import { fitModel } from "../../../../language-server/models/fit/fitModel.js";
import { fitReport } from "../../../../language-server/models/fit/fitReport.js";
import { readMemory, type MachineReadings } from "../../../../language-server/models/fit/machine.js";
import { memoryNeed } from "../../../../language-server/models/fit/memoryNeed.js";
import { recommend, type Candidate } from "../../../../language-server/models/fit/recommend.js";
import type { FitVerdict } from "../../../../protocol/models.js";

const models = await readCatalogue(path.resolve(import.meta.dirname, "../../../../models/catalogue.json"));
const shapeOf = (id: string) => {
  const model = models.find((one) => one.id === id);
  if (model === undefined) throw new Error(id);
  return model.shape;
};

const gigabytes = 1e9;
const machine = (memory: number, vram?: number, bandwidth = 50): MachineReadings => ({
  memory: { total: memory * gigabytes, available: memory * gigabytes * 0.9 },
  physicalCores: 8,
  threads: 7,
  onBattery: false,
  bandwidth: bandwidth * gigabytes,
  ...(vram !== undefined && {
    gpu: { devices: ["GPU"], totalBytes: vram * gigabytes, freeBytes: vram * gigabytes },
  }),
});
const wish = { contextSize: 8192, kvCache: "f16", trainedContext: 131_072 } as const;
const seven = { shape: shapeOf("r1-distill-qwen-7b"), quantisation: "Q4_K_M", bytes: 4_683_073_216 } as const;

describe("the memory that a model needs", () => {
  const load = { contextSize: 4096, kvCache: "f16", batchSize: 144 } as const;

  /** Measured with `npm run bench:fit` on 2026-11-28: needed and resident, in gigabytes. */
  it.each([
    ["qwen2.5-coder-0.5b", "Q8_0", 531_065_056, 0.94, 0.99],
    ["r1-distill-qwen-1.5b", "Q4_K_M", 1_117_318_112, 1.59, 2.39],
    ["r1-distill-qwen-1.5b", "Q8_0", 1_894_529_504, 2.26, 2.55],
    ["qwen2.5-coder-3b", "Q8_0", 3_285_473_056, 4.0, 4.0],
    ["r1-distill-qwen-7b", "Q4_K_M", 4_683_070_304, 5.27, 8.74],
    ["r1-distill-llama-8b", "Q4_K_M", 4_920_000_000, 6.33, 10.03],
  ] as const)("%s %s is within 10 %% of what was measured", (id, quantisation, bytes, needed, resident) => {
    const need = memoryNeed({ shape: shapeOf(id), quantisation, bytes }, load);
    expect(Math.abs(need.total / (needed * gigabytes) - 1)).toBeLessThan(0.1);
    expect(Math.abs((need.total + need.reclaimable) / (resident * gigabytes) - 1)).toBeLessThan(0.1);
  });

  it("grows with the context, by the cache alone, and shrinks with a smaller cache", () => {
    const at = (contextSize: number, kvCache: "f16" | "q8_0") => memoryNeed(seven, { ...load, contextSize, kvCache });
    expect(at(8192, "f16").total - at(4096, "f16").total).toBe(2 * 4096 * 57_344);
    expect(at(8192, "q8_0").kvCache / at(8192, "f16").kvCache).toBeCloseTo(34 / 64, 5);
  });
});

describe("how a model runs", () => {
  it.each<[memory: number, vram: number | undefined, verdict: FitVerdict]>([
    [64, 24, "gpu"],
    [16, 8, "gpu"],
    [16, 4, "partly"],
    [16, 0.5, "cpu"],
    [16, undefined, "cpu"],
    [4, undefined, "tooBig"],
    [4, 4, "tooBig"],
  ])("7B at Q4_K_M with %d GB and graphics of %s GB: %s", (memory, vram, verdict) => {
    expect(fitModel(seven, wish, machine(memory, vram)).verdict).toBe(verdict);
  });

  it("says how many layers fit, and how fast it is without the GPU or with a part", () => {
    const partly = fitModel(seven, wish, machine(16, 4));
    expect(partly.gpuLayers).toBeGreaterThan(5);
    expect(partly.gpuLayers).toBeLessThan(29);
    const cpu = fitModel(seven, wish, machine(16));
    // 4.4 GB of weights are read for a token, at 50 GB/s.
    expect(cpu.tokensPerSecond).toBeCloseTo(11.3, 0);
    expect(partly.tokensPerSecond).toBeGreaterThan(cpu.tokensPerSecond ?? Infinity);
    expect(fitModel(seven, wish, machine(64, 24)).tokensPerSecond).toBeUndefined();
  });

  it("finds the largest context with which the verdict stays", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 96 }),
        fc.option(fc.integer({ min: 1, max: 48 })),
        fc.integer({ min: 2, max: 64 }).map((n) => n * 256),
        (memory, vram, contextSize) => {
          const on = machine(memory, vram ?? undefined);
          const fit = fitModel(seven, { ...wish, contextSize }, on);
          const { largestContext: largest } = fit;
          if (fit.verdict === "tooBig") return;
          expect(largest).toBeGreaterThanOrEqual(contextSize);
          const rank = (size: number) => ["gpu", "partly", "cpu", "tooBig"].indexOf(fitModel(seven, { ...wish, contextSize: size }, on).verdict);
          expect(rank(largest ?? 0)).toBeLessThanOrEqual(rank(contextSize));
          if ((largest ?? 0) < wish.trainedContext) expect(rank((largest ?? 0) + 256)).toBeGreaterThan(rank(contextSize));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("never asks for more context than the model was trained for", () => {
    const { contextSize, largestContext } = fitModel(seven, { ...wish, contextSize: 10 ** 6 }, machine(512));
    expect(contextSize).toBe(131_072);
    expect(largestContext).toBe(131_072);
  });
});

describe("what is recommended", () => {
  const candidate = (parameters: number, tokensPerSecond: number | undefined, more: Partial<Candidate> = {}): Candidate => ({
    uri: `hf:a/${String(parameters)}`,
    role: "chat",
    parameters,
    bytes: parameters * 0.6,
    isFree: true,
    fit: { verdict: "cpu", contextSize: 8192, memoryBytes: 1, ...(tokensPerSecond !== undefined && { tokensPerSecond }) },
    ...more,
  });

  it("is the largest that is fast enough", () => {
    const all = [candidate(1, 40), candidate(7, 8), candidate(14, 5.9), candidate(32, 1)];
    expect(recommend(all, "chat")).toBe("hf:a/7");
  });

  it("is the smallest where none is fast enough, and nothing where none fits", () => {
    const tooBig = candidate(1, undefined, { fit: { verdict: "tooBig", contextSize: 1, memoryBytes: 1 } });
    expect(recommend([tooBig, candidate(7, 2), candidate(14, 1)], "chat")).toBe("hf:a/7");
    expect(recommend([tooBig], "chat")).toBeUndefined();
  });

  it("is the finer quantisation of two, up to six bits", () => {
    const bits = (n: number) => candidate(7, 10, { uri: `hf:a/${String(n)}`, bytes: (7 * n) / 8 });
    expect(recommend([bits(4.9), bits(6.6), bits(8.5)], "chat")).toBe("hf:a/6.6");
  });

  it("is nothing that may not be used commercially", () => {
    expect(recommend([candidate(3, 50, { isFree: false }), candidate(1, 90)], "chat")).toBe("hf:a/1");
  });

  it.each([
    ["a laptop", machine(16, undefined, 40), "r1-0528-qwen3-8b", "qwen2.5-coder-1.5b"],
    ["a small laptop", machine(8, undefined, 20), "r1-distill-qwen-1.5b", "qwen2.5-coder-1.5b"],
    ["a graphics card of 8 GB", machine(32, 8, 40), "r1-", "qwen2.5-coder"],
    ["a graphics card of 24 GB", machine(64, 24, 60), "r1-distill-qwen-32b", "qwen2.5-coder"],
  ])("for %s", (_, on, chat, completion) => {
    const { recommended, fits } = fitReport(models, on, 8192, "f16");
    const idOf = (uri: string | undefined) => models.find(({ files }) => files.some((file) => file.uri === uri))?.id;
    expect(Object.keys(fits)).toHaveLength(models.flatMap(({ files }) => files).length);
    expect(idOf(recommended.chat)).toContain(chat);
    if (completion !== "") expect(idOf(recommended.completion)).toContain(completion);
  });
});

describe("what is measured", () => {
  it("is how fast memory is read, in less than three seconds", async () => {
    const began = performance.now();
    const bandwidth = await measureBandwidth(2);
    expect(bandwidth).toBeGreaterThan(0.1 * gigabytes);
    expect(bandwidth).toBeLessThan(5_000 * gigabytes);
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it("is the memory of this machine or container", () => {
    const { total, available } = readMemory();
    expect(available).toBeGreaterThan(0);
    expect(available).toBeLessThanOrEqual(total);
    expect(total).toBeLessThan(2 ** 50);
  });
});
