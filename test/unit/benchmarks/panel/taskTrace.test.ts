import { describe, expect, it } from "vitest";
import { beginMark, longTasksIn, type TraceEvent } from "../../../../benchmarks/panel/taskTrace.js";

/** An event of the page's main thread; times in milliseconds. */
const event = (name: string, ts: number, dur: number, tdur = dur, tid = 1): TraceEvent => ({
  name,
  ph: "X",
  pid: 7,
  tid,
  ts: ts * 1_000,
  dur: dur * 1_000,
  tdur: tdur * 1_000,
});
const mark: TraceEvent = { name: beginMark, ph: "I", pid: 7, tid: 1, ts: 1_000_000 };

describe("the trace of tasks", () => {
  it("tells the long tasks of the thread with the mark, on the page's clock, and what they spent their time with", () => {
    const tasks = longTasksIn(
      [
        event("Layout", 1_130, 20, 10),
        event("RunTask", 1_100, 100, 60),
        mark,
        event("FunctionCall", 1_105, 60, 40),
        event("UpdateLayoutTree", 1_110, 10, 8),
        event("MinorGC", 1_170, 5, 5),
        event("RunTask", 1_250, 40),
        event("RunTask", 1_300, 400, 400, 2),
      ],
      500,
    );
    expect(tasks).toEqual([
      {
        start: 600,
        ms: 100,
        processorMs: 60,
        spent: { script: 22, style: 8, layout: 10, paint: 0, garbage: 5, other: 15, waiting: 40 },
      },
    ]);
  });

  it("does not guess where the mark is missing", () => {
    expect(() => longTasksIn([event("RunTask", 1_100, 100)], 500)).toThrow("mark");
  });
});
