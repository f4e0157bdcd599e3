import { describe, expect, it } from "vitest";
import { Candidates } from "../../../language-server/engine/llama/process/candidates.js";
import { contextSizes, Lane, type LaneOptions } from "../../../language-server/engine/llama/process/lane.js";
import {
  joinNotices,
  refused,
  smallerContext,
  withoutGpu,
} from "../../../language-server/engine/llama/process/loadNotices.js";

describe("what the user is told about a load", () => {
  it("is nothing where nobody expected a GPU", () => {
    expect(withoutGpu("auto", false, 0)).toBeUndefined();
    expect(withoutGpu("cpu", false, 0)).toBeUndefined();
  });

  it("is why there is no layer on the GPU", () => {
    expect(withoutGpu("vulkan", false, 0)?.text).toContain("no GPU that vulkan can use");
    expect(withoutGpu("auto", true, 0)?.text).toMatch(/too little free graphics memory\.$/);
    expect(withoutGpu("auto", true, 1)?.text).toContain("another Ponder window");
  });

  it("is all of it at once", () => {
    const both = joinNotices([refused(new Error("No.")), smallerContext(4096, 8192)]);
    expect(both.text).toBe(
      "The model could not be loaded on the GPU, so it runs on the CPU: No. " +
        "There is memory for 4,096 tokens of context, not for 8,192.",
    );
    expect(both.retryGpu).toBe(true);
  });
});

describe("contextSizes", () => {
  it.each([
    [8192, [8192, 4096, 2048, 1024, 512]],
    [10_000, [10_000, 8192, 4096, 2048, 1024, 512]],
    [512, [512]],
    [300, [300]],
  ])("%i: %o", (wanted, sizes) => expect(contextSizes(wanted)).toEqual(sizes));
});

describe("a lane where memory is short", () => {
  const lane = (fits: number, tried: number[]) => {
    const model = {
      createContext: ({ contextSize }: { readonly contextSize: number }) => {
        tried.push(contextSize);
        if (contextSize > fits) return Promise.reject(new Error(`${String(contextSize)} do not fit`));
        return Promise.resolve({ getSequence: () => ({ contextSize }) });
      },
    } as unknown as LaneOptions["model"];
    const toFailure = (error: unknown) => new Error(`failed: ${String(error)}`);
    const common = { model, batchSize: 64, gentleBatchSize: 16, threads: 1, toFailure };
    return new Lane({ ...common, contextSize: 8192, candidates: new Candidates(common) });
  };

  it("takes the largest context that fits, and never more than is asked for", async () => {
    const tried: number[] = [];
    expect(await lane(3000, tried).contextSize()).toBe(2048);
    expect(tried).toEqual([8192, 4096, 2048]);
    expect(await lane(100_000, []).contextSize()).toBe(8192);
  });

  it("tells the first reason when none fits", async () => {
    await expect(lane(100, []).contextSize()).rejects.toThrow("failed: Error: 8192 do not fit");
  });
});
