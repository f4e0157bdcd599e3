import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { measureBandwidth } from "../../language-server/models/fit/bandwidth.js";
import { fitModel } from "../../language-server/models/fit/fitModel.js";
import { readMemory, type MachineReadings } from "../../language-server/models/fit/machine.js";
import { memoryNeed } from "../../language-server/models/fit/memoryNeed.js";
import { readCpu, threadCount } from "../../language-server/models/threadCount.js";
import { buildEngineProgram } from "../../scripts/engineProgram.js";
import { findPeer } from "../engine/peer.js";
import { goalsTable } from "../support/goalsTable.js";
import { describeMachine } from "../support/machine.js";
import { reaches, writeResults } from "../support/results.js";
import { median } from "../support/statistics.js";
import { measureModel } from "./measureModel.js";
import { errorTable, figuresOf, type FitRow } from "./report.js";
import { fileOf, measuredShapes, type MeasuredShape } from "./shapes.js";

/**
 * `npm run bench:fit`: compares what Ponder expects a model to take and to do with what it takes and does, on random
 * weights of true shapes. Needs 17 GB of disk for a while and 12 GB of memory. `--quick` takes the smallest shape alone
 * and writes no results; `--keep` keeps the files.
 */
const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(os.tmpdir(), "ponder-bench-fit");
const contextSize = 4096;
/** As the engine has it. */
const batchSize = 144;
const decodeTokens = 12;
const rounds = 6;

async function main(): Promise<void> {
  const options = { quick: { type: "boolean", default: false }, keep: { type: "boolean", default: false } } as const;
  const { quick, keep } = parseArgs({ options }).values;
  const loadBefore = os.loadavg()[0] ?? 0;
  const { source } = await findPeer();
  const program = await buildEngineProgram("out/bench-fit");
  await mkdir(folder, { recursive: true });
  const rows: FitRow[] = [];
  const bandwidths: number[] = [];
  for (const shape of await measuredShapes(path.join(root, "models/catalogue.json"), quick ? 1 : undefined)) {
    const { file, bytes } = await fileOf(shape, folder, path.join(source, "models"));
    const { row, bandwidth } = await measure(program, shape, file, bytes);
    rows.push(row);
    bandwidths.push(bandwidth);
    console.log(errorTable([row]));
    if (!keep) await rm(file);
  }
  const figures = figuresOf(rows);
  const text = report(rows, figures, median(bandwidths), loadBefore);
  console.log(`\n${text}`);
  if (quick) return;
  await writeResults("fit", text, figures);
  await intoDocument(errorTable(rows));
  if (!Object.values(figures).every(reaches)) process.exitCode = 1;
}

async function measure(program: string, { model, quantisation }: MeasuredShape, file: string, bytes: number) {
  const cpu = readCpu(false);
  const threads = threadCount(0, cpu);
  const before = await measureBandwidth(threads);
  const is = await measureModel(program, file, { contextSize, threads, tokens: decodeTokens, rounds });
  // As the speed: the best that was seen is the machine, the rest is what else ran on it.
  const bandwidth = Math.max(before, await measureBandwidth(threads));
  const machine: MachineReadings = {
    memory: readMemory(),
    physicalCores: cpu.physicalCores,
    threads,
    onBattery: false,
    bandwidth,
  };
  const sized = { shape: model.shape, quantisation, bytes };
  const wish = { contextSize, kvCache: "f16", trainedContext: model.context } as const;
  const need = memoryNeed(sized, { contextSize, kvCache: "f16", batchSize });
  const expected = fitModel(sized, wish, machine).tokensPerSecond ?? Number.NaN;
  const row: FitRow = {
    name: model.name,
    quantisation,
    needed: { expected: need.total, measured: is.needed },
    resident: { expected: need.total + need.reclaimable, measured: is.resident },
    speed: { expected, measured: is.tokensPerSecond },
  };
  return { row, bandwidth };
}

function report(
  rows: readonly FitRow[],
  figures: ReturnType<typeof figuresOf>,
  bandwidth: number,
  loadBefore: number,
): string {
  const load = [loadBefore, os.loadavg()[0] ?? 0].map((value) => value.toFixed(1)).join(", ");
  return `# Fit

What \`ponder models fit\` expects of a model, and what it takes and does in the engine process: random weights of the true
shape and quantisation, ${String(contextSize)} tokens of context, all kinds of work used once. \`npm run bench:fit\` measures again.

- date: ${new Date().toISOString().slice(0, 10)}
- machine: ${describeMachine()}
- load of the machine (1 minute) before and after: ${load}
- threads: ${String(threadCount(0, readCpu(false)))}; memory read at ${(bandwidth / 1e9).toFixed(1)} GB/s with them, the best of before and after each model

${goalsTable(figures)}

${errorTable(rows)}

**Needed** is the memory that the process has for itself and the pages of the model's file that it reads while it writes
(Linux' \`smaps\`, after \`clear_refs\`): what decides whether a model fits. **Resident** is all of its memory that is not
swapped out, as a task manager shows it: loading leaves pages of the file there that are not needed any more, and the
system takes them away when it needs them. **Tokens/s** is on a nearly empty context, the best
of ${String(rounds)} rounds of ${String(decodeTokens)} tokens. Each cell is expected / measured.
`;
}

/** Puts the table between the marks of \`docs/models.md\`. */
async function intoDocument(errors: string): Promise<void> {
  const file = path.join(root, "docs/models.md");
  const text = await readFile(file, "utf8");
  const place = /(<!-- bench:fit -->\n)[\s\S]*?(\n<!-- \/bench:fit -->)/;
  if (!place.test(text)) throw new Error("docs/models.md has no place for the table");
  await writeFile(
    file,
    text.replace(place, (_, begin: string, end: string) => `${begin}${errors}${end}`),
  );
}

await main();
