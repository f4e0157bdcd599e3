import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Heartbeat, type Hang } from "../../../language-server/engine/llama/heartbeat.js";

const limits = { intervalMs: 1_000, silentPings: 3, stalledPings: 4 };

describe("Heartbeat", () => {
  let hangs: Hang[];
  let pings: number;
  let heartbeat: Heartbeat;
  /** What the other side does with a ping. */
  let answer: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    hangs = [];
    pings = 0;
    answer = () => undefined;
    heartbeat = new Heartbeat(
      limits,
      () => {
        pings++;
        answer();
      },
      (hang) => hangs.push(hang),
    );
    heartbeat.start();
  });

  afterEach(() => {
    heartbeat.stop();
    vi.useRealTimers();
  });

  it("leaves a process alone that answers and works", () => {
    answer = () => heartbeat.pong({ busy: true, steps: pings });
    vi.advanceTimersByTime(60_000);
    expect(pings).toBe(60);
    expect(hangs).toEqual([]);
  });

  it("leaves a process alone that answers and has nothing to do", () => {
    answer = () => heartbeat.pong({ busy: false, steps: 5 });
    vi.advanceTimersByTime(60_000);
    expect(hangs).toEqual([]);
  });

  it("tells about silence once, after as many pings as allowed", () => {
    vi.advanceTimersByTime(3_000);
    expect(hangs).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(hangs).toEqual(["silent"]);
    vi.advanceTimersByTime(60_000);
    expect(hangs).toEqual(["silent"]);
    expect(pings).toBe(3);
  });

  it("tells about work that gets nowhere", () => {
    answer = () => heartbeat.pong({ busy: true, steps: 9 });
    vi.advanceTimersByTime(4_000);
    expect(hangs).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(hangs).toEqual(["stalled"]);
  });

  it("begins to count again after any step", () => {
    answer = () => heartbeat.pong({ busy: true, steps: Math.floor(pings / 4) });
    vi.advanceTimersByTime(60_000);
    expect(hangs).toEqual([]);
  });

  it("does not count the silence of a machine that slept", () => {
    vi.advanceTimersByTime(2_000);
    for (let night = 0; night < 5; night++) {
      // The clock jumps while no timer fires, then two pings stay unanswered.
      vi.setSystemTime(Date.now() + 8 * 3_600_000);
      vi.advanceTimersByTime(2_000);
    }
    expect(hangs).toEqual([]);
    vi.advanceTimersByTime(2_000);
    expect(hangs).toEqual(["silent"]);
  });
});
