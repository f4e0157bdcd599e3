import type { LlamaModel } from "node-llama-cpp";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Candidates } from "../../../language-server/engine/llama/process/candidates.js";
import { Lane } from "../../../language-server/engine/llama/process/lane.js";

const never = new AbortController().signal;

/** A model that counts its contexts; `room` is how many tokens of context there is memory for. */
class FakeModel {
  room = 100_000;
  readonly made: number[] = [];
  held = 0;

  createContext({ contextSize, sequences = 1 }: { readonly contextSize: number; readonly sequences?: number }) {
    const all = contextSize * sequences;
    if (this.held + all > this.room) return Promise.reject(new Error("no memory"));
    this.held += all;
    this.made.push(all);
    const context = {
      contextSize,
      getSequence: () => ({ contextSize, dispose: () => undefined }),
      dispose: () => Promise.resolve(void (this.held -= all)),
    };
    return Promise.resolve(context);
  }
}

describe("the context of a group", () => {
  let model: FakeModel;
  let candidates: Candidates;
  const options = () => ({
    model: model as unknown as LlamaModel,
    batchSize: 64,
    gentleBatchSize: 16,
    threads: 1,
    toFailure: (error: unknown) => new Error(`failure: ${String(error)}`),
  });
  const use = (count: number, size: number) => candidates.use(0, never, () => candidates.sequences(count, size, never));

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    model = new FakeModel();
    candidates = new Candidates({ ...options(), keepMs: 1000 });
  });
  afterEach(async () => {
    await candidates.dispose();
    vi.useRealTimers();
  });

  it("is as large as it must be, and used again by groups that fit", async () => {
    expect(await use(4, 300)).toHaveLength(4);
    expect(await use(3, 512)).toHaveLength(3);
    expect(model.made).toEqual([4 * 512]);
    await use(4, 513);
    await use(5, 10);
    expect(model.made).toEqual([4 * 512, 4 * 768, 5 * 256]);
    expect(model.held).toBe(5 * 256);
  });

  it("is freed when no group came for a while", async () => {
    await use(2, 10);
    await vi.advanceTimersByTimeAsync(900);
    await use(2, 10);
    await vi.advanceTimersByTimeAsync(900);
    expect(model.held).toBe(2 * 256);
    await vi.advanceTimersByTimeAsync(100);
    expect(model.held).toBe(0);
  });

  it("that cannot be made is a failure of this group alone", async () => {
    model.room = 1000;
    await expect(use(8, 256)).rejects.toThrow("failure: Error: no memory");
    expect(await use(2, 256)).toHaveLength(2);
  });

  it("whose group is aborted while it is made is there for the next one", async () => {
    const abort = new AbortController();
    const group = candidates.use(0, abort.signal, () => candidates.sequences(2, 10, abort.signal));
    abort.abort(new Error("enough"));
    await expect(group).rejects.toThrow("enough");
    expect(await use(2, 10)).toHaveLength(2);
    expect(model.made).toEqual([2 * 256]);
  });

  it("makes room for a lane when memory is short, but not in the middle of a group", async () => {
    model.room = 2048;
    const lane = () => new Lane({ ...options(), contextSize: 2048, candidates });
    await use(2, 256);
    expect(await lane().contextSize()).toBe(2048);
    expect(model.held).toBe(2048);

    model.held = 0;
    await candidates.use(0, never, async () => {
      await candidates.sequences(2, 256, never);
      expect(await lane().contextSize(), "it takes what is left").toBe(1024);
    });
  });
});
