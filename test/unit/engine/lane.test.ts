import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Candidates } from "../../../language-server/engine/llama/process/candidates.js";
import { Lane, type LaneOptions } from "../../../language-server/engine/llama/process/lane.js";
import type { SavedConversation } from "../../../language-server/engine/llama/process/savedConversation.js";

type Evaluated = readonly (typeof token)[];
const token = 7 as never;
const tokens = (count: number): Evaluated => Array.from({ length: count }, () => token);

describe("what a lane knows of its speed", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());

  /** One call takes 80 ms for the weights, and a millisecond for each token. */
  const sequence = {
    evaluateWithoutGeneratingNewTokens: (given: Evaluated) => {
      vi.advanceTimersByTime(80 + given.length);
      return Promise.resolve();
    },
  };

  /** @returns what the lane says of its speed when its cache is to be kept, in milliseconds per token; undefined: nothing. */
  async function speedAfter(...pieces: readonly number[]): Promise<number | undefined> {
    const lane = new Lane({
      model: {
        createContext: () => Promise.resolve({ getSequence: () => sequence }),
      } as unknown as LaneOptions["model"],
      candidates: {} as unknown as Candidates,
      contextSize: 4096,
      batchSize: 128,
      gentleBatchSize: 16,
      threads: 1,
      toFailure: (error) => new Error(String(error)),
    });
    let known: number | undefined;
    const save: SavedConversation["save"] = (_, msPerToken) => {
      known = msPerToken;
      return Promise.resolve(true);
    };
    lane.keepIn({ save, restore: () => Promise.resolve(undefined) } as unknown as SavedConversation);
    const made = await lane.sequenceFor([]);
    for (const piece of pieces) await lane.evaluate(made, tokens(piece));
    await lane.keep();
    return known;
  }

  it("is that of its last batch", async () => {
    expect(await speedAfter(16)).toBe(6);
    expect(await speedAfter(16, 128)).toBe(208 / 128);
  });

  it("is not that of a short rest, which would make every file seem faster", async () => {
    expect(await speedAfter(128, 128, 1)).toBe(208 / 128);
    expect(await speedAfter(15)).toBeUndefined();
  });
});
