import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Snooze } from "../../../extension/completion/snooze.js";
import { completionSnoozeMethod } from "../../../protocol/completion.js";
import { FakeRun } from "./fakes.js";

const message = (params: object) => ({ method: completionSnoozeMethod, params });

describe("the snooze", () => {
  let snooze: Snooze;
  let changes: (number | undefined)[];
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
    snooze = new Snooze();
    changes = [];
    snooze.onDidChange(() => changes.push(snooze.until));
  });
  afterEach(() => {
    snooze.dispose();
    vi.useRealTimers();
  });

  it("tells the server its end, and is over by itself", () => {
    const run = new FakeRun(1);
    snooze.serve(run);
    expect(run.sent).toEqual([]);
    snooze.begin(5);
    expect(run.sent).toEqual([message({ until: 1_300_000 })]);
    vi.advanceTimersByTime(299_999);
    expect(snooze.until).toBe(1_300_000);
    vi.advanceTimersByTime(1);
    expect(changes).toEqual([1_300_000, undefined]);
    expect(run.sent.slice(1)).toEqual([message({})]);
  });

  it("holds in the next run of the server too", () => {
    snooze.serve(new FakeRun(1));
    snooze.begin(60);
    snooze.serve(undefined);
    const next = new FakeRun(2);
    snooze.serve(next);
    snooze.serve(next);
    expect(next.sent).toEqual([message({ until: 4_600_000 })]);
  });

  it("begun again moves its end", () => {
    snooze.begin(60);
    snooze.begin(5);
    vi.advanceTimersByTime(300_000);
    expect(snooze.until).toBeUndefined();
    vi.advanceTimersByTime(3_600_000);
    expect(changes).toEqual([4_600_000, 1_300_000, undefined]);
  });

  it("can be ended, once", () => {
    const run = new FakeRun(1);
    snooze.serve(run);
    snooze.begin(15);
    snooze.end();
    snooze.end();
    vi.advanceTimersByTime(3_600_000);
    expect(changes).toEqual([1_900_000, undefined]);
    expect(run.sent).toHaveLength(2);
  });
});
