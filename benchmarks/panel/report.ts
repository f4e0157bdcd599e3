import { goalsTable } from "../support/goalsTable.js";
import { table } from "../support/markdown.js";
import type { Figure } from "../support/results.js";
import { svgChart } from "../support/svgChart.js";
import type { Measured } from "./measure.js";

/** Where it was measured. */
export interface Setting {
  readonly date: string;
  readonly machine: string;
}

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
  const tasks = ponder.flatMap(({ longTasks }) => longTasks);
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
    naive_long_tasks: { value: naive.flatMap(({ longTasks }) => longTasks).length, unit: "tasks over 50 ms" },
    naive_longest_task: { value: worst(naive.flatMap(({ longTasks }) => longTasks)), unit: "ms" },
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
    `${load.subject}, ${nameOf(load)}`,
    longTasks.length,
    longTasks.length === 0 ? "–" : worst(longTasks),
    quantile(keys, 0.5),
    quantile(keys, 0.95),
    keys.length,
    elements,
    heapMB.toFixed(1),
  ]);
  return `# Panel

Long texts in the shipped panel, in its own webview in the real workbench (code-server and Chromium without a display):
each is there at once and then grows by 200 tokens per second, in posts of 16 ms, while a key is pressed every 200 ms
in the question field. The script that plays the host posts into the panel's frame, so the way from the engine through
the extension host is not in these figures. The peer in the same frame and the same run, “naive”, renders the whole
text with markdown-it into the page, at most once per frame, without colours; 10 MB were not tried with it.

- date: ${date}
- machine: ${machine}

Long tasks are those of the Long Tasks API in the panel's frame, but for those of the workbench around it. A key's time
goes from the key event to after the frame that follows it. The heap is the whole window's, after a collection, and what
it grew by since the load before.

![Longest tasks and keys](panel.svg)

${goalsTable(figures)}

${table(["load", "long tasks", "longest, ms", "key, median ms", "key, 95 % ms", "keys", "elements", "heap, MB"], rows)}
`;
}

/** A picture of the longest task and of the typing. */
export function chart(all: readonly Measured[]): string {
  const bars = (of: (measured: Measured) => number) =>
    all.map((measured) => {
      const value = of(measured);
      return { name: `${measured.load.subject}, ${nameOf(measured.load)}`, value, low: value, high: value };
    });
  return svgChart("The panel with long texts", [
    { title: "Longest task over 50 ms", unit: "ms", reference: 50, bars: bars(({ longTasks }) => worst(longTasks)) },
    { title: "Key to frame, 95 %", unit: "ms", bars: bars(({ keys }) => quantile(keys, 0.95)) },
  ]);
}

function nameOf({ kind, length }: Measured["load"]): string {
  return kind === "thought"
    ? `thought of ${length / 4_000},000 tokens`
    : `answer of ${length >= 1e6 ? `${length / 1e6} MB` : `${length / 1e3} kB`}`;
}
