import { describe, expect, it } from "vitest";
import { RestartPolicy } from "../../../language-server/engine/llama/restartPolicy.js";

describe("RestartPolicy", () => {
  it("waits longer after each end and gives up at the fourth within three minutes", () => {
    const policy = new RestartPolicy();
    expect([0, 1_000, 60_000, 179_000].map((now) => policy.ended(now))).toEqual([250, 1_000, 4_000, undefined]);
  });

  it("forgets ends that are long ago", () => {
    const policy = new RestartPolicy();
    expect([0, 100_000, 200_000, 300_000, 400_000].map((now) => policy.ended(now))).toEqual([
      250, 1_000, 1_000, 1_000, 1_000,
    ]);
  });

  it("does not load a file by itself that crashed twice, until it loaded or the user wants it", () => {
    const policy = new RestartPolicy();
    policy.crashedLoading("/a.gguf");
    expect(policy.mayLoad("/a.gguf")).toBe(true);
    policy.crashedLoading("/a.gguf");
    expect(policy.mayLoad("/a.gguf")).toBe(false);
    expect(policy.mayLoad("/b.gguf")).toBe(true);
    policy.forgive("/a.gguf");
    expect(policy.mayLoad("/a.gguf")).toBe(true);
    policy.crashedLoading("/a.gguf");
    policy.loaded("/a.gguf");
    policy.crashedLoading("/a.gguf");
    expect(policy.mayLoad("/a.gguf")).toBe(true);
  });

  it("starts to count again when the user asks", () => {
    const policy = new RestartPolicy();
    for (const now of [1, 2, 3]) policy.ended(now);
    policy.forgive("/a.gguf");
    expect(policy.ended(4)).toBe(250);
  });
});
