import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Drawing } from "../../../media/panel/drawing.js";

const frameMs = 16;

/** Draws into `times`; each drawing takes `cost` milliseconds, and all that there is takes so many. */
function start(cost: number, draws = 0) {
  const times: number[] = [];
  const drawing = new Drawing(() => {
    times.push(performance.now());
    vi.setSystemTime(Date.now() + cost);
    return times.length < draws;
  });
  return { times, drawing };
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000 });
  vi.stubGlobal("performance", { now: () => Date.now() });
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => setTimeout(draw, frameMs));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("Drawing", () => {
  it("draws once per frame, however much changes, and not when nothing does", () => {
    const { times, drawing } = start(2);
    for (let change = 0; change < 100; change++) drawing.schedule();
    expect(times).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(times).toHaveLength(1);
    drawing.schedule();
    vi.advanceTimersByTime(frameMs);
    expect(times).toHaveLength(2);
  });

  it("draws what comes by itself with every second frame, and what the user does with the next one", () => {
    const { times, drawing } = start(2);
    const text = setInterval(() => drawing.schedule(), 1);
    vi.advanceTimersByTime(frameMs * 100);
    expect(times.length).toBeGreaterThan(30);
    expect(times.length).toBeLessThanOrEqual(50);
    const before = times.length;
    drawing.soon();
    vi.advanceTimersByTime(frameMs);
    expect(times).toHaveLength(before + 1);
    clearInterval(text);
  });

  it("goes on with the next frame when there was too much for one", () => {
    const { times, drawing } = start(2, 5);
    drawing.schedule();
    vi.advanceTimersByTime(frameMs * 6);
    expect(times).toHaveLength(5);
  });

  it("leaves the page alone after a slow drawing, and draws what came meanwhile", () => {
    const { times, drawing } = start(100);
    drawing.schedule();
    vi.advanceTimersByTime(frameMs);
    drawing.schedule();
    vi.advanceTimersByTime(299);
    expect(times).toHaveLength(1);
    vi.advanceTimersByTime(1 + frameMs);
    expect(times).toHaveLength(2);
  });

  it("answers to the user without a rest", () => {
    const { times, drawing } = start(100);
    drawing.schedule();
    vi.advanceTimersByTime(frameMs);
    drawing.schedule();
    drawing.soon();
    vi.advanceTimersByTime(frameMs);
    expect(times).toHaveLength(2);
    vi.advanceTimersByTime(1_000);
    expect(times).toHaveLength(2);
  });

  it("goes on by itself when there is more to draw, with the same rests", () => {
    const { times, drawing } = start(20, 3);
    drawing.schedule();
    vi.advanceTimersByTime(10_000);
    expect(times).toHaveLength(3);
    const [first = 0, second = 0, third = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(80);
    expect(third - second).toBeGreaterThanOrEqual(80);
  });

  it("does not wait when the rest is over", () => {
    const { times, drawing } = start(100);
    drawing.schedule();
    vi.advanceTimersByTime(2_000);
    drawing.schedule();
    vi.advanceTimersByTime(frameMs);
    expect(times).toHaveLength(2);
  });
});
