import type { CDPSession } from "playwright-core";

/** What a task spends its time with. `waiting`: it was not on a processor. */
export const causes = ["script", "style", "layout", "paint", "garbage", "other", "waiting"] as const;
export type Cause = (typeof causes)[number];

/** A task of the page's main thread. */
export interface Task {
  /** On the page's clock, in milliseconds. */
  readonly start: number;
  readonly ms: number;
  /** How much of it the processor was at it, in milliseconds. */
  readonly processorMs: number;
  /** In milliseconds, together {@link Task.ms}. */
  readonly spent: Readonly<Record<Cause, number>>;
}

/** An event of Chromium's trace that has a duration; times in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** On the processor. */
  readonly tdur?: number;
}

/** The mark that the page sets when a load begins, so that the trace's clock can be compared with the page's. */
export const beginMark = "ponder-bench-begin";

const nothing = Object.fromEntries(causes.map((cause) => [cause, 0])) as Record<Cause, number>;

/** A task that is not in the trace: all of it counts as work. */
export function unexplained(ms: number): Omit<Task, "start"> {
  return { ms, processorMs: ms, spent: { ...nothing, other: ms } };
}

const names: readonly (readonly [Cause, RegExp])[] = [
  ["garbage", /GC|Scavenge/i],
  ["style", /^(UpdateLayoutTree|ScheduleStyleRecalculation)$/],
  ["layout", /^(Layout|HitTest|IntersectionObserverController::computeIntersections)$/],
  ["paint", /^(PrePaint|Paint|Layerize|Commit|UpdateLayer|UpdateLayerTree|ScrollLayer|CompositeLayers)$/],
  ["script", /^(FunctionCall|EvaluateScript|EventDispatch|TimerFire|FireAnimationFrame|RunMicrotasks|ParseHTML)$|v8/i],
];
const causeOf = (name: string): Cause => names.find(([, pattern]) => pattern.test(name))?.[0] ?? "other";

/** Traces Chromium's main threads while something runs. */
export class TaskTrace {
  readonly #debugger: CDPSession;
  readonly #events: TraceEvent[] = [];

  private constructor(debugging: CDPSession) {
    this.#debugger = debugging;
  }

  static async start(debugging: CDPSession): Promise<TaskTrace> {
    const trace = new TaskTrace(debugging);
    debugging.on("Tracing.dataCollected", trace.#collect);
    await debugging.send("Tracing.start", {
      transferMode: "ReportEvents",
      traceConfig: { includedCategories: ["toplevel", "devtools.timeline", "blink.user_timing"] },
    });
    return trace;
  }

  /**
   * Ends it.
   *
   * @param markedAt when the page set {@link beginMark}, on its clock, in milliseconds.
   * @returns the tasks of more than 50 ms of the page's main thread.
   */
  async end(markedAt: number): Promise<readonly Task[]> {
    const complete = new Promise((resolve) => this.#debugger.once("Tracing.tracingComplete", resolve));
    await this.#debugger.send("Tracing.end");
    await complete;
    this.#debugger.off("Tracing.dataCollected", this.#collect);
    return longTasksIn(this.#events, markedAt);
  }

  readonly #collect = ({ value }: { readonly value: readonly object[] }) => {
    for (const event of value as readonly TraceEvent[]) this.#events.push(event);
  };
}

/** Longest task that is no long one, in microseconds. */
const limit = 50_000;

/**
 * The tasks of more than 50 ms on the thread that set {@link beginMark}, with what they spent their time with. Pure.
 *
 * @param markedAt when it was set, on the page's clock, in milliseconds.
 */
export function longTasksIn(events: readonly TraceEvent[], markedAt: number): readonly Task[] {
  const marked = events.find(({ name }) => name === beginMark);
  if (!marked) throw new Error("Chromium's trace does not hold the benchmark's mark");
  const own = events
    .filter(({ ph, pid, tid }) => ph === "X" && pid === marked.pid && tid === marked.tid)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const tasks: Task[] = [];
  let end = -Infinity;
  own.forEach((task, at) => {
    // It is part of the task before.
    if (task.ts < end) return;
    end = task.ts + (task.dur ?? 0);
    if ((task.dur ?? 0) <= limit) return;
    const next = own.findIndex(({ ts }, index) => index > at && ts >= end);
    const inside = own.slice(at, next < 0 ? own.length : next);
    const processorMs = Math.min(task.tdur ?? task.dur ?? 0, task.dur ?? 0) / 1_000;
    const ms = (task.dur ?? 0) / 1_000;
    const start = markedAt + (task.ts - marked.ts) / 1_000;
    tasks.push({ start, ms, processorMs, spent: { ...spentIn(inside), waiting: ms - processorMs } });
  });
  return tasks;
}

/** What the processor was at in a task, in milliseconds: each event without those in it. */
function spentIn(events: readonly TraceEvent[]): Record<Cause, number> {
  const spent = { ...nothing };
  const open: TraceEvent[] = [];
  for (const event of events) {
    let around = open.at(-1);
    while (around && around.ts + (around.dur ?? 0) <= event.ts) {
      open.pop();
      around = open.at(-1);
    }
    const ms = (event.tdur ?? 0) / 1_000;
    spent[causeOf(event.name)] += ms;
    if (around) spent[causeOf(around.name)] -= ms;
    open.push(event);
  }
  return spent;
}
