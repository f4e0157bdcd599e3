import { describe, expect, it } from "vitest";
import { turnLimits } from "../../../language-server/thinking/thoughtBudget.js";

describe("turnLimits", () => {
  it.each([
    [32_768, "off", { maxTokens: 2048, thoughtTokens: 0 }],
    [32_768, "low", { maxTokens: 2560, thoughtTokens: 512 }],
    [32_768, "medium", { maxTokens: 4096, thoughtTokens: 2048 }],
    [32_768, "high", { maxTokens: 10_240, thoughtTokens: 7680 }],
    [8192, "medium", { maxTokens: 4096, thoughtTokens: 2048 }],
    [8192, "high", { maxTokens: 4096, thoughtTokens: 3072 }],
    [1024, "low", { maxTokens: 512, thoughtTokens: 384 }],
  ] as const)("with %i tokens of context and effort %s", (context, effort, limits) => {
    expect(turnLimits(context, effort)).toEqual(limits);
  });
});
