import { describe, expect, it } from "vitest";
import { SharedTurns, type Take } from "../../../language-server/engine/llama/process/sharedTurns.js";

/** Turns that are given at once, with a look at what each one does. */
function gate() {
  const turns: string[][] = [];
  const take: Take = (work) => {
    turns.push([]);
    return work();
  };
  return { turns, take, step: (name: string) => () => Promise.resolve(turns.at(-1)?.push(name)) };
}

describe("turns that several take together", () => {
  it("begin when all have asked, and do everything at once", async () => {
    const { turns, take, step } = gate();
    const shared = new SharedTurns(2, take);
    const a = shared.take(step("a"));
    expect(turns).toEqual([]);
    await Promise.all([a, shared.take(step("b"))]);
    expect(turns).toEqual([["a", "b"]]);
  });

  it("wait for nobody who has left", async () => {
    const { turns, take, step } = gate();
    const shared = new SharedTurns(3, take);
    const waiting = [shared.take(step("a")), shared.take(step("b"))];
    shared.leave();
    await Promise.all(waiting);
    shared.leave();
    await shared.take(step("a"));
    shared.leave();
    expect(turns).toEqual([["a", "b"], ["a"]]);
  });

  it("give each its own result, and one's failure to him alone", async () => {
    const { take } = gate();
    const shared = new SharedTurns(2, take);
    const failing = shared.take(() => Promise.reject(new Error("mine")));
    const fine = shared.take(() => Promise.resolve(7));
    await expect(failing).rejects.toThrow("mine");
    expect(await fine).toBe(7);
  });

  it("fail for all when the turn is not given", async () => {
    const shared = new SharedTurns(2, () => Promise.reject(new Error("aborted")));
    const both = await Promise.allSettled([
      shared.take(() => Promise.resolve(1)),
      shared.take(() => Promise.resolve(2)),
    ]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});
