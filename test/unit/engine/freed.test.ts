import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { freed } from "../../../language-server/engine/llama/process/freed.js";

describe("waiting until the binding has freed something", () => {
  it("takes as long as it takes", async () => {
    let done = false;
    const work = sleep(20).then(() => void (done = true));
    await freed(work, 60_000);
    expect(done).toBe(true);
  });

  it("ends at the limit where the binding waits for something that is gone", async () => {
    const endless = new Promise<void>(() => undefined);
    await expect(freed(endless, 10)).resolves.toBeUndefined();
  });

  it("passes on what went wrong", async () => {
    await expect(freed(Promise.reject(new Error("no driver")), 60_000)).rejects.toThrow("no driver");
  });
});
