import { describe, expect, it } from "vitest";
import { EventQueue } from "../../../language-server/engine/llama/eventQueue.js";

async function read(queue: EventQueue<number>, into: number[]): Promise<void> {
  for await (const event of queue) into.push(event);
}

describe("EventQueue", () => {
  it("delivers what came before and after the reader, in order", async () => {
    const queue = new EventQueue<number>();
    const got: number[] = [];
    queue.push(1);
    const reading = read(queue, got);
    queue.push(2);
    await Promise.resolve();
    queue.push(3);
    queue.close();
    queue.push(4);
    await reading;
    expect(got).toEqual([1, 2, 3]);
  });

  it("delivers everything before a failure, and nothing before an abort", async () => {
    const failed = new EventQueue<number>();
    failed.push(1);
    failed.fail(new Error("gone"));
    const got: number[] = [];
    await expect(read(failed, got)).rejects.toThrow("gone");
    expect(got).toEqual([1]);
    const aborted = new EventQueue<number>();
    aborted.push(1);
    aborted.abort(new Error("stop"));
    await expect(read(aborted, got)).rejects.toThrow("stop");
    expect(got).toEqual([1]);
  });

  it("wakes a reader that waits", async () => {
    const queue = new EventQueue<number>();
    const reading = read(queue, []);
    await new Promise<void>((resolve) => setImmediate(resolve));
    queue.fail(new Error("late"));
    await expect(reading).rejects.toThrow("late");
    expect(queue.ended).toBe(true);
  });
});
