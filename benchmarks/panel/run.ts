import { parseArgs } from "node:util";
import { Workbench } from "../../scripts/editor/workbench.js";
import { ensureVsix } from "../../scripts/package/vsix.js";
import { describeMachine } from "../support/machine.js";
import { reaches, writeResults } from "../support/results.js";
import type { Load } from "./inPage.js";
import { PanelFrame, type Measured } from "./measure.js";
import { chart, figuresOf, report } from "./report.js";

/**
 * `npm run bench:panel`: long texts that grow at 200 tokens per second in the panel, in the real workbench, while
 * somebody types into the question field; the same posts with nothing shown, which is what the machine and the
 * workbench take by themselves; and the same by a naive renderer in the same frame. `--quick` streams for three
 * seconds each and writes no results.
 */
async function main(): Promise<void> {
  const { quick } = parseArgs({ options: { quick: { type: "boolean", default: false } } }).values;
  const workbench = await Workbench.open(await ensureVsix());
  const all: Measured[] = [];
  try {
    const frame = await PanelFrame.open(workbench);
    for (const load of loads(quick)) {
      const measured = await frame.measure(load);
      all.push(measured);
      const { longTasks, keys, elements, heapMB } = measured;
      const tasks = longTasks.map(({ ms, processorMs }) => [Math.round(ms), Math.round(processorMs)]);
      console.log(JSON.stringify({ ...load, tasks, keys: keys.length, elements, heapMB }));
    }
  } finally {
    await workbench.close();
  }
  const figures = figuresOf(all);
  const setting = { date: new Date().toISOString().slice(0, 10), machine: describeMachine() };
  const text = report(all, figures, setting);
  console.log(text);
  if (quick) return;
  await writeResults("panel", text, figures, chart(all));
  if (!Object.values(figures).every(reaches)) process.exitCode = 1;
}

/** The long stream first: 250 kB are what 200 tokens per second make in five minutes. */
function loads(quick: boolean): readonly Load[] {
  const streamMs = quick ? 3_000 : 8_000;
  const both = [
    { kind: "answer", length: 250_000, streamMs: quick ? streamMs : 20_000 },
    { kind: "thought", length: 200_000, streamMs },
    { kind: "answer", length: 1_000_000, streamMs },
  ] as const;
  return [
    ...both.map((load) => ({ subject: "ponder", ...load }) as const),
    { subject: "ponder", kind: "answer", length: 10_000_000, streamMs },
    { subject: "still", ...both[0] },
    ...both.map((load) => ({ subject: "naive", ...load }) as const),
  ];
}

await main();
