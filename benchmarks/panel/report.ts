import { goalsTable } from "../support/goalsTable.js";
import { table } from "../support/markdown.js";
import type { Figure } from "../support/results.js";
import { svgChart } from "../support/svgChart.js";
import type { Measured } from "./measure.js";
import { causes } from "./taskTrace.js";

/** Where it was measured. */
export interface Setting {
  readonly date: string;
  readonly machine: string;
}

/** Longest task that is no long one, in milliseconds. */
const limitMs = 50;
const times = ({ longTasks }: Pick<Measured, "longTasks">): readonly number[] => longTasks.map(({ ms }) => ms);
const worst = (values: readonly number[]): number => Math.round(Math.max(0, ...values));
const isOf = (subject: Measured["load"]["subject"]) => (measured: Measured) => measured.load.subject === subject;

/** The value below which a share of the values is; 0 of none. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

/** The numbers for programs. */
export function figuresOf(all: readonly Measured[]): Readonly<Record<string, Figure>> {
  const ponder = all.filter(isOf("ponder"));
  const naive = all.filter(isOf("naive"));
  const most = (value: number) => ({ comparison: "<=", value }) as const;
  const still = all.filter(isOf("still"));
  const tasks = ponder.flatMap(times);
  const processorTimes = ponder.flatMap(({ longTasks }) => longTasks.map(({ processorMs }) => processorMs));
  return {
    long_tasks: { value: tasks.length, unit: "tasks over 50 ms", goal: most(0) },
    longest_task: { value: worst(tasks), unit: "ms (0: none over 50)", goal: most(50) },
    key_to_frame_p95: {
      value: quantile(
        ponder.flatMap(({ keys }) => keys),
        0.95,
      ),
      unit: "ms",
      goal: most(100),
    },
    elements: { value: Math.max(...ponder.map(({ elements }) => elements)), unit: "elements", goal: most(20_000) },
    heap_growth_10_mb: { value: Math.round(ponder.at(-1)?.heapMB ?? 0), unit: "MB", goal: most(100) },
    long_tasks_on_the_processor: {
      value: processorTimes.filter((ms) => ms > limitMs).length,
      unit: "tasks over 50 ms of the processor's time",
    },
    longest_task_on_the_processor: { value: worst(processorTimes), unit: "ms, of the tasks over 50 ms" },
    still_long_tasks: { value: still.flatMap(times).length, unit: "tasks over 50 ms, nothing shown" },
    still_longest_task: { value: worst(still.flatMap(times)), unit: "ms, nothing shown" },
    still_key_to_frame_p95: {
      value: quantile(
        still.flatMap(({ keys }) => keys),
        0.95,
      ),
      unit: "ms, nothing shown",
    },
    naive_long_tasks: { value: naive.flatMap(times).length, unit: "tasks over 50 ms" },
    naive_longest_task: { value: worst(naive.flatMap(times)), unit: "ms" },
    naive_key_to_frame_p95: {
      value: quantile(
        naive.flatMap(({ keys }) => keys),
        0.95,
      ),
      unit: "ms",
    },
  };
}

/** The report for people. */
export function report(
  all: readonly Measured[],
  figures: Readonly<Record<string, Figure>>,
  { date, machine }: Setting,
): string {
  const rows = all.map(({ load, longTasks, keys, elements, heapMB }) => [
    nameOf(load),
    longTasks.length,
    longTasks.length === 0 ? "–" : worst(times({ longTasks })),
    longTasks.filter(({ processorMs }) => processorMs > limitMs).length,
    quantile(keys, 0.5),
    quantile(keys, 0.95),
    keys.length,
    elements,
    heapMB.toFixed(1),
  ]);
  const spent = all
    .filter(({ longTasks }) => longTasks.length > 0)
    .map(({ load, longTasks }) => [
      nameOf(load),
      ...causes.map((cause) => Math.round(longTasks.reduce((sum, task) => sum + task.spent[cause], 0))),
    ]);
  return `# Panel

Long texts in the shipped panel, in its own webview in the real workbench (code-server and Chromium without a display):
each is there at once and then grows by 200 tokens per second, in posts of 16 ms, while a key is pressed every 200 ms
in the question field. The script that plays the host posts into the panel's frame, so the way from the engine through
the extension host is not in these figures. The peer in the same frame and the same run, “naive”, renders the whole
text with markdown-it into the page, at most once per frame, without colours; 10 MB were not tried with it. “Nothing
shown” are the same posts and keys with no turn in the panel: what the machine, Chromium and the workbench take then is
below any figure that a panel could reach here.

- date: ${date}
- machine: ${machine}

Long tasks are those of the Long Tasks API in the panel's frame, but for those of the workbench around it. A key's time
goes from the key event to after the frame that follows it. The heap is the whole window's, after a collection, and what
it grew by since the load before. “On the processor” are those of the long tasks that had a processor for more than
50 ms, by Chromium's trace, which ran along. What is left of a task it waited; the trace does not say what for.

![Longest tasks and keys](panel.svg)

${goalsTable(figures)}

${table(["load", "long tasks", "longest, ms", "on the processor", "key, median ms", "key, 95 % ms", "keys", "elements", "heap, MB"], rows)}

What all long tasks of a load spent their time with, in milliseconds; “waiting” is without a processor.

${table(["load", ...causes], spent)}
`;
}

/** A picture of the longest task and of the typing. */
export function chart(all: readonly Measured[]): string {
  const bars = (of: (measured: Measured) => number) =>
    all.map((measured) => {
      const value = of(measured);
      return { name: nameOf(measured.load), value, low: value, high: value };
    });
  return svgChart("The panel with long texts", [
    { title: "Longest task over 50 ms", unit: "ms", reference: 50, bars: bars((measured) => worst(times(measured))) },
    { title: "Key to frame, 95 %", unit: "ms", bars: bars(({ keys }) => quantile(keys, 0.95)) },
  ]);
}

function nameOf({ subject, kind, length }: Measured["load"]): string {
  if (subject === "still") return "nothing shown";
  const what =
    kind === "thought"
      ? `thought of ${length / 4_000},000 tokens`
      : `answer of ${length >= 1e6 ? `${length / 1e6} MB` : `${length / 1e3} kB`}`;
  return `${subject}, ${what}`;
}
