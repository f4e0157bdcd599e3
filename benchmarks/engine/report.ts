import { table } from "../support/markdown.js";
import { goalsTable } from "../support/goalsTable.js";
import type { Figure } from "../support/results.js";
import { median, quantile, spread, type Spread } from "../support/statistics.js";
import { svgChart, type Bar } from "../support/svgChart.js";
import type { Aborts } from "./aborts.js";
import { compare } from "./comparison.js";
import type { Results } from "./figures.js";
import type { Interference } from "./interference.js";
import { lookupText } from "./lookupReport.js";
import type { Parity, Task } from "./parity.js";

/** Where and with what it was measured. */
export interface Setting {
  readonly date: string;
  readonly machine: string;
  /** Programs that wanted to run at the beginning and at the end, one-minute averages. */
  readonly load: readonly [before: number, after: number];
  readonly engine: string;
  readonly peer: string;
}

const taskNames: Readonly<Record<Task, string>> = {
  cold128: "cold first token, prompt of 128",
  warm: "warm first token, 8 tokens behind the 136 in the cache",
  decode: "decode",
  cold512: "prefill, prompt of 512",
};

/** The report for people. */
export function reportOf(results: Results, figures: Readonly<Record<string, Figure>>, setting: Setting): string {
  return `# Engine

Ponder's engine process, driven as the language server drives it, against llama.cpp's own \`llama-server\` and
\`llama-bench\`: the same GGUF files, the same number of threads, both alive in one run, asked one after the other in
changing order. \`npm run bench:engine\` measures again.

- date: ${setting.date}
- machine: ${setting.machine}
- load of the machine (1 minute) before and after: ${setting.load.map((load) => load.toFixed(1)).join(", ")}
- Ponder: ${setting.engine}
- peer: ${setting.peer}

![Ponder against llama-server; completions while a chat's prompt is evaluated](engine.svg)

## Goals

${goalsTable(figures)}

## Against llama-server

The ratio of each round is Ponder divided by llama-server; the table holds the median and, in brackets, the smallest
and the largest. For **time** less is better, for **speed** more is. CPU is the CPU time of the two processes: what
other programs on the machine do hardly changes it. The last two columns are medians of the wall time.

${results.parity.map(paritySection).join("\n\n")}

How to read it: llama-server was compiled on this machine for exactly its processor, Ponder's binary is the one that
npm has for all; llama-server evaluates a prompt in batches of 512, Ponder in smaller ones, because a batch is how long
an abort or a completion waits. Ponder asks the kernel for huge pages (\`engineEnvironment.ts\`), llama-server does not. llama-server ran with one slot, without its prompt copies in memory, with the cheapest
sampler. The demo model's time is mostly spent outside of the model.

## Memory

After the rounds, with the same context. Resident holds the mapped model file, which both share; anonymous is a
process's own memory.

${memory(results.parity)}

## A completion while a chat's prompt of 1,500 tokens is evaluated

First token of a completion with a fresh prompt of 100 tokens, median milliseconds (smallest–largest).

${table(
  ["model", "idle", "during the chat", "one batch", "default batching, idle", "default batching, during the chat"],
  results.interference.map(interferenceRow),
)}

Default batching is the binding as it comes: one context, two sequences, nobody schedules.

## Abort

From the abort to the engine's word that the work has stopped, at different places of a batch. CPU afterwards is the
process's CPU time in the 250 ms after that, at most.

${table(["model", "phase", "aborts", "p50", "p95", "one step", "tokens after it, at most", "CPU after it"], results.aborts.flatMap(abortRows))}

## Prompt lookup

${lookupText(results)}

## Leaks

${leaksText(results)}

## Threads

${results.threads.model.name}; tokens per second of wall time.

${table(
  ["threads", "prefill, prompt of 128", "decode"],
  results.threads.points.map(({ threads, promptSpeed, decodeSpeed }) => [
    threads,
    promptSpeed.toFixed(1),
    decodeSpeed.toFixed(1),
  ]),
)}
`;
}

function paritySection(measured: Parity): string {
  const rows = compare(measured).map(({ task, as, cpu, wall }) => {
    const { ponder, server } = measured.tasks[task];
    const each = (costs: typeof ponder): string =>
      as === "speed" && task === "decode"
        ? `${median(costs.map(({ wallMs, generatedTokens }) => (1000 * generatedTokens) / wallMs)).toFixed(1)} tokens/s`
        : `${median(costs.map(({ wallMs }) => wallMs / measured.model.repeats)).toFixed(0)} ms`;
    return [`${taskNames[task]} (${as})`, cpu ? ratio(cpu) : "–", ratio(wall), each(ponder), each(server)];
  });
  const bench = {
    prompt: median(measured.bench.map(({ promptSpeed }) => promptSpeed)),
    decode: median(measured.bench.map(({ decodeSpeed }) => decodeSpeed)),
  };
  return `### ${measured.model.name}, ${measured.threads} thread${measured.threads === 1 ? "" : "s"}, ${measured.bench.length} rounds

${table(["", "CPU", "wall", "Ponder", "llama-server"], rows)}

llama-bench in the same rounds (no server, no sampling, wall time): ${bench.prompt.toFixed(1)} prompt tokens/s, ${bench.decode.toFixed(1)} generated tokens/s.`;
}

const ratio = ({ median: middle, low, high }: Spread): string =>
  `${middle.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;

function memory(parity: readonly Parity[]): string {
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  return table(
    ["model", "context", "Ponder resident", "anonymous", "llama-server resident", "anonymous"],
    parity.flatMap(({ model, memory: measured }) =>
      measured === undefined
        ? []
        : [
            [
              model.name,
              model.contextSize,
              mebibytes(measured.ponder.resident),
              mebibytes(measured.ponder.anonymous),
              mebibytes(measured.server.resident),
              mebibytes(measured.server.anonymous),
            ],
          ],
    ),
  );
}

function interferenceRow({ model, ...measured }: Interference): readonly string[] {
  const { idle, duringChat, batch, defaultIdle, defaultDuringChat } = measured;
  const cell = (values: readonly number[]): string => {
    const { median: middle, low, high } = spread(values);
    return `${middle.toFixed(0)} (${low.toFixed(0)}–${high.toFixed(0)})`;
  };
  return [model.name, ...[idle, duringChat, batch, defaultIdle, defaultDuringChat].map(cell)];
}

function abortRows({ model, all }: Aborts): readonly (readonly (string | number)[])[] {
  return (["prefill", "decode"] as const).map((phase) => {
    const some = all.filter((abort) => abort.phase === phase);
    const ms = some.map((abort) => abort.ms);
    const cpu = some.map(({ cpuAfterMs }) => cpuAfterMs);
    return [
      model.name,
      phase,
      some.length,
      `${median(ms).toFixed(1)} ms`,
      `${quantile(ms, 0.95).toFixed(1)} ms`,
      `${median(some.map(({ stepMs }) => stepMs)).toFixed(1)} ms`,
      Math.max(...some.map(({ tokensAfter }) => tokensAfter)),
      cpu.every((used) => used !== undefined) ? `${Math.max(...cpu)} ms` : "–",
    ];
  });
}

function leaksText({ leaks }: Results): string {
  if (leaks === undefined) return "A process cannot be looked into here.";
  const { requests, aborted, failed, before, after } = leaks;
  const row = (name: string, { files, threads, memory: bytes }: typeof before) => [
    name,
    files,
    threads,
    `${(bytes / 2 ** 20).toFixed(1)} MiB`,
  ];
  return `${requests} mixed requests to the demo model on all lanes, six at a time, ${aborted} of them aborted at a random moment; ${failed} failed.

${table(["engine process", "file handles", "threads", "resident"], [row("before", before), row("after", after)])}`;
}

/** The picture of the report. */
export function chartOf({ parity, interference }: Results): string {
  const bar = (name: string, { median: value, low, high }: Spread): Bar => ({ name, value, low, high });
  const faster = ({ median: value, low, high }: Spread): Spread => ({
    median: 1 / value,
    low: 1 / high,
    high: 1 / low,
  });
  const short: Readonly<Record<Task, string>> = {
    cold128: "cold first token (128)",
    warm: "warm first token",
    decode: "decode",
    cold512: "prefill (512)",
  };
  return svgChart("Ponder against llama-server; completions while a chat's prompt is evaluated", [
    ...parity.map((measured) => ({
      title: `${measured.model.name}, ${measured.threads} thread(s): speed, llama-server = 1`,
      unit: "×",
      reference: 1,
      bars: compare(measured).map(({ task, as, cpu, wall }) => {
        const value = cpu ?? wall;
        return bar(`${short[task]}, ${cpu ? "CPU" : "wall"}`, as === "time" ? faster(value) : value);
      }),
    })),
    ...interference.map(({ model, idle, duringChat, defaultDuringChat }) => ({
      title: `${model.name}: first token of a completion`,
      unit: "ms",
      bars: [
        bar("idle", spread(idle)),
        bar("during a chat's prompt", spread(duringChat)),
        bar("during it, default batching", spread(defaultDuringChat)),
      ],
    })),
  ]);
}
