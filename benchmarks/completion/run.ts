import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { describeMachine } from "../support/machine.js";
import { reaches, writeResults } from "../support/results.js";
import { seededRandom } from "../support/seededRandom.js";
import { measureAbortLatency } from "./abortLatency.js";
import { figuresOf, type CompletionResults, type ModeResults } from "./figures.js";
import { measureChatInterference } from "./interference.js";
import { layoutCost, peerLayout, ponderLayout } from "./layoutCost.js";
import { loadSyntax } from "./loadSyntax.js";
import { measure, type Session } from "./measures.js";
import { planTrace, type PlannedTrace } from "./plannedTrace.js";
import { longestOf, realMode } from "./real/realMode.js";
import { chartOf, reportOf } from "./report.js";
import { qwenVocabulary, Tokenizer } from "./tokenizer.js";
import { readRecording } from "./traces/recording.js";
import { readSourceFile, sessionFiles, type SourceFile } from "./traces/sourceFiles.js";
import { readTrace, type Trace } from "./traces/trace.js";
import { typeSession } from "./traces/typist.js";
import {
  makeRig,
  recommendedPeer,
  replayVirtually,
  virtualPeer,
  virtualPonder,
  type PeerOptions,
  type Rig,
  type VirtualMachine,
} from "./virtual/virtualSystems.js";

/**
 * `npm run bench:completion`: completions while typing, against llama.vscode with llama-server. `--virtual` leaves the
 * real engine out, `--quick` does so too and types less, and a path is that of a recorded session to replay under the
 * virtual clock: these three write no results.
 */
const seed = 5;

/** The 1.5B model on two threads, as `results/engine.md` has it. */
const speed = { prefill: 117.5, decode: 27.7 };

interface Extent {
  readonly holes: number;
  readonly sessions: number;
}
const full: Extent = { holes: 6, sessions: sessionFiles.length };
const few: Extent = { holes: 2, sessions: 2 };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { quick: { type: "boolean", default: false }, virtual: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const loadBefore = os.loadavg()[0] ?? 0;
  const tokenizer = await Tokenizer.read(await qwenVocabulary());
  const syntax = await loadSyntax();
  const files = await readFiles();
  const [recorded] = positionals;
  const traces = recorded === undefined ? typed(files, values.quick ? few : full) : [await readSession(recorded)];
  const layouts = [
    ponderLayout(tokenizer),
    peerLayout(tokenizer, { batch: 512, context: 4096 }, 256),
    peerLayout(tokenizer, { batch: 1024, context: 4096 }, 256),
    peerLayout(tokenizer, { batch: 1024, context: 4096 }, 0),
  ].map((layout) => layoutCost(traces, layout));
  const machine = { speed, threads: 2, tokenizer, syntax };
  const planned = traces.map(planTrace);
  const virtual = await virtualMode(machine, planned, longestOf(files.flat()));
  const withReal = !values.quick && !values.virtual && recorded === undefined;
  const real = withReal ? await realMode({ traces, files: files.flat(), tokenizer, syntax, say }) : {};
  const results: CompletionResults = { layouts, virtual, ...real };
  const figures = figuresOf(results);
  const keys = layouts[0] === undefined ? 0 : layouts[0].lineKeys + layouts[0].enterKeys;
  const text = reportOf(results, figures, {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    load: [loadBefore, os.loadavg()[0] ?? 0],
    files: recorded === undefined ? files.flat() : [],
    traces: recorded ?? `${traces.length}, about ${keys} keystrokes, made by a program with the seed ${seed}`,
    virtualMachine: `Time is counted: ${speed.prefill} prompt tokens and ${speed.decode} generated tokens per second on two threads, which is what \`results/engine.md\` has for the model in the shape of R1-Distill-Qwen-1.5B.`,
  });
  console.log(`\n${text}\n${JSON.stringify(figures)}`);
  if (!withReal) return;
  await writeResults("completion", text, figures, chartOf(results));
  if (!Object.values(figures).every(reaches)) process.exitCode = 1;
}

const readFiles = (): Promise<readonly (readonly SourceFile[])[]> =>
  Promise.all(sessionFiles.map(({ files }) => Promise.all(files.map(([name, file]) => readSourceFile(name, file)))));

const typed = (files: readonly (readonly SourceFile[])[], { holes, sessions }: Extent): readonly Trace[] =>
  sessionFiles
    .slice(0, sessions)
    .map(({ name }, at) => typeSession(name, files[at] ?? [], { holes }, seededRandom(seed)));

async function readSession(file: string): Promise<Trace> {
  const text = await readFile(file, "utf8");
  const name = path.basename(file);
  return file.endsWith(".jsonl") ? readTrace(name, text) : readRecording(name, text);
}

async function virtualMode(
  machine: VirtualMachine,
  traces: readonly PlannedTrace[],
  file: SourceFile,
): Promise<ModeResults> {
  const tokensOf = (text: string): number => machine.tokenizer.encode(text).length;
  const all = async (name: string, make: (rig: Rig) => ReturnType<typeof virtualPonder | typeof virtualPeer>) => {
    say(`virtual clock: ${name}`);
    const sessions: Session[] = [];
    for (const trace of traces) sessions.push(await replayVirtually(machine, trace, make));
    return { name, measures: measure(sessions, tokensOf) };
  };
  const peer = (name: string, options: PeerOptions) => all(name, (rig) => virtualPeer(machine, rig, options));
  const { measures: ponder } = await all("Ponder", (rig) => virtualPonder(machine, rig, { withContext: true }));
  const rig = makeRig(machine);
  const { engine } = virtualPonder(machine, rig, { withContext: false });
  const { clock } = rig;
  return {
    ponder,
    peer: await peer("llama.vscode, -b 512", recommendedPeer),
    others: [
      await all("Ponder without other files", (own) => virtualPonder(machine, own, { withContext: false })),
      await peer("llama.vscode, -b 1024", { ...recommendedPeer, batch: 1024 }),
      await peer("llama.vscode, -b 1024, n_cmpl 3", { ...recommendedPeer, batch: 1024, answers: 3 }),
    ],
    interference: await clock.run(measureChatInterference(engine, clock, file, 5)),
    aborts: await clock.run(measureAbortLatency(engine, clock, file, 10)),
  };
}

function say(what: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${what}`);
}

await main();
