import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { append, EventStream, flushMs } from "../../../language-server/chat/eventStream.js";
import type { TurnEvent } from "../../../protocol/events.js";

const thinking = (text: string): TurnEvent => ({ type: "thinking", text });
const answer = (text: string): TurnEvent => ({ type: "answer", text });
const queued: TurnEvent = { type: "phase", phase: "queued" };
const reading = (progress: number): TurnEvent => ({ type: "phase", phase: "reading", progress });

describe("append", () => {
  it.each([
    ["text of one part grows", [thinking("a"), thinking("b")], [thinking("ab")]],
    ["parts stay apart", [thinking("a"), answer("b"), answer("c")], [thinking("a"), answer("bc")]],
    ["a progress replaces the one before", [reading(0.1), reading(0.5)], [reading(0.5)]],
    ["another phase does not", [queued, reading(0.5)], [queued, reading(0.5)]],
  ])("%s", (_, events, waiting) => {
    expect(events.reduce<readonly TurnEvent[]>(append, [])).toEqual(waiting);
  });
});

describe("EventStream", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("collects what comes within a frame", async () => {
    const sent: (readonly TurnEvent[])[] = [];
    const stream = new EventStream((events) => Promise.resolve(void sent.push(events)));
    stream.push(thinking("a"));
    stream.push(thinking("b"));
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(flushMs);
    expect(sent).toEqual([[thinking("ab")]]);
    stream.push(thinking("c"));
    stream.push(answer("d"));
    await stream.flush();
    expect(sent).toEqual([[thinking("ab")], [thinking("c"), answer("d")]]);
    await vi.advanceTimersByTimeAsync(10 * flushMs);
    expect(sent).toHaveLength(2);
  });

  it("sends nothing while a message is on its way, and loses nothing", async () => {
    const sent: (readonly TurnEvent[])[] = [];
    const written: (() => void)[] = [];
    const stream = new EventStream((events) => {
      sent.push(events);
      return new Promise((resolve) => written.push(resolve));
    });
    stream.push(thinking("a"));
    await vi.advanceTimersByTimeAsync(flushMs);
    for (const text of "bcdef") {
      stream.push(thinking(text));
      await vi.advanceTimersByTimeAsync(flushMs);
    }
    expect(sent).toEqual([[thinking("a")]]);
    const flushed = stream.flush();
    written.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([[thinking("a")], [thinking("bcdef")]]);
    written.shift()?.();
    await flushed;
  });

  it("goes on when a message cannot be sent", async () => {
    const sent: (readonly TurnEvent[])[] = [];
    const stream = new EventStream((events) => {
      sent.push(events);
      return sent.length === 1 ? Promise.reject(new Error("closed")) : Promise.resolve();
    });
    stream.push(thinking("a"));
    await stream.flush();
    stream.push(thinking("b"));
    await stream.flush();
    expect(sent).toEqual([[thinking("a")], [thinking("b")]]);
  });

  it("keeps the order and all text, whenever the timer fires", async () => {
    const event = fc.oneof(fc.string().map(thinking), fc.string().map(answer), fc.nat().map(reading));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(event, fc.boolean())), async (pushed) => {
        const sent: TurnEvent[] = [];
        const stream = new EventStream((events) => Promise.resolve(void sent.push(...events)));
        for (const [one, pause] of pushed) {
          stream.push(one);
          if (pause) await vi.advanceTimersByTimeAsync(flushMs);
        }
        await stream.flush();
        const texts = (events: readonly TurnEvent[]) =>
          events.map((one) => ("text" in one ? `${one.type}:${one.text}` : "")).join("|");
        const joined = pushed.map(([one]) => one).reduce<readonly TurnEvent[]>(append, []);
        expect(texts(sent.reduce<readonly TurnEvent[]>(append, []))).toBe(texts(joined));
      }),
      { numRuns: 100 },
    );
  });
});
