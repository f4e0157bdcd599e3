import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { readCpu, threadCount } from "../../language-server/models/threadCount.js";
import { buildEngineProgram } from "../../scripts/engineProgram.js";
import { describeMachine } from "../support/machine.js";
import { reaches, writeResults } from "../support/results.js";
import { measureAborts } from "./aborts.js";
import { figuresOf, type Results } from "./figures.js";
import { measureForcedLookup } from "./forcedLookup.js";
import { measureIdentity } from "./identity.js";
import { measureInterference } from "./interference.js";
import { measureLeaks } from "./leaks.js";
import { startLlamaServer } from "./llamaServer.js";
import { measureLookupBound, type LookupBound } from "./lookupBound.js";
import { measureLookup } from "./lookup.js";
import { demoModel, r1ShapedModel, type BenchmarkModel } from "./models.js";
import { measureParity, type Parity } from "./parity.js";
import { findPeer, type Peer } from "./peer.js";
import { PromptMaker } from "./prompts.js";
import { chartOf, reportOf } from "./report.js";
import { measureStepCosts, type StepCosts } from "./stepCost.js";
import { measureThreads } from "./threadCurve.js";

/**
 * `npm run bench:engine`: the engine against llama.cpp's own programs. `--quick` takes the demo model alone and few
 * rounds, and writes no results.
 */
const root = path.resolve(import.meta.dirname, "../..");

/** How much is measured. */
interface Extent {
  readonly rounds: Readonly<Record<BenchmarkModel["key"], number>>;
  readonly interferenceRounds: number;
  readonly aborts: number;
  /** Every so many fix cases is asked with lookup. */
  readonly everyFix: number;
  /** Right answers that the largest model is made to write, without and with lookup. */
  readonly forcedAnswers: number;
  /** Rounds in which steps of each size are measured. */
  readonly stepRounds: Readonly<Record<BenchmarkModel["key"], number>>;
  /** Prompts whose answers are compared with and without lookup. */
  readonly identityPrompts: number;
  /** Requests of the leak test. */
  readonly leakRequests: number;
  readonly threadCounts: readonly number[];
}

const full: Extent = {
  rounds: { demo: 8, r1: 6 },
  interferenceRounds: 2,
  aborts: 10,
  everyFix: 1,
  forcedAnswers: 4,
  stepRounds: { demo: 20, r1: 3 },
  identityPrompts: 200,
  leakRequests: 1000,
  threadCounts: [1, 2, 4],
};
const few: Extent = {
  rounds: { demo: 3, r1: 0 },
  interferenceRounds: 1,
  aborts: 3,
  everyFix: 11,
  forcedAnswers: 3,
  stepRounds: { demo: 10, r1: 0 },
  identityPrompts: 20,
  leakRequests: 200,
  threadCounts: [1],
};

async function main(): Promise<void> {
  const { quick } = parseArgs({ options: { quick: { type: "boolean", default: false } } }).values;
  const loadBefore = os.loadavg()[0] ?? 0;
  const peer = await findPeer();
  const program = await buildEngineProgram("out/bench");
  const models = quick ? [demoModel] : [demoModel, await r1ShapedModel(peer)];
  const results = await measureAll({ peer, program }, models, quick ? few : full);
  const figures = figuresOf(results);
  const text = reportOf(results, figures, {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    load: [loadBefore, os.loadavg()[0] ?? 0],
    engine: `node-llama-cpp ${await engineVersion()}, its own prebuilt binary`,
    peer: `llama.cpp ${peer.release}, compiled here (Release)`,
  });
  console.log(`\n${text}\n${JSON.stringify(figures)}`);
  if (quick) return;
  await writeResults("engine", text, figures, chartOf(results));
  if (!Object.values(figures).every(reaches)) process.exitCode = 1;
}

async function measureAll(
  programs: { readonly peer: Peer; readonly program: string },
  models: readonly BenchmarkModel[],
  extent: Extent,
): Promise<Results> {
  const { peer, program } = programs;
  const ours = threadCount(0, readCpu(false));
  const largest = models.at(-1) ?? demoModel;
  const parity: Parity[] = [];
  for (const model of models) {
    for (const threads of new Set([1, ours])) {
      say(`${model.name}, ${threads} threads, against llama-server`);
      parity.push(await measureParity(programs, model, { threads, rounds: extent.rounds[model.key] }));
    }
  }
  const prompts = new Map<BenchmarkModel, PromptMaker>();
  for (const model of models) prompts.set(model, await promptsFor(peer, model));
  const interference: Results["interference"][number][] = [];
  const aborts: Results["aborts"][number][] = [];
  for (const [model, maker] of prompts) {
    say(`${model.name}: completions while a chat runs`);
    const rounds = extent.interferenceRounds * model.repeats;
    interference.push(await measureInterference(program, model, { prompts: maker, threads: ours, rounds }));
    say(`${model.name}: aborts`);
    aborts.push(await measureAborts(program, model, { prompts: maker, threads: ours, count: extent.aborts }));
  }
  say("prompt lookup");
  const lookup = await measureLookup(program, { threads: ours, every: extent.everyFix });
  say(`${largest.name}: prompt lookup in right answers`);
  const forcedLookup = await measureForcedLookup(largest, { threads: ours, answers: extent.forcedAnswers });
  const stepCosts: StepCosts[] = [];
  const lookupBounds: LookupBound[] = [];
  for (const model of models) {
    say(`${model.name}: steps of several tokens`);
    const costs = await measureStepCosts(model, { threads: ours, rounds: extent.stepRounds[model.key] });
    stepCosts.push(costs);
    lookupBounds.push(await measureLookupBound(costs));
  }
  say("the same answers with and without lookup");
  const identity = await measureIdentity(program, { threads: ours, count: extent.identityPrompts });
  say("leaks");
  const leaks = await measureLeaks(program, { threads: ours, requests: extent.leakRequests });
  say("threads");
  const points = await measureThreads(program, largest, {
    prompts: prompts.get(largest) ?? (await promptsFor(peer, largest)),
    counts: extent.threadCounts,
  });
  const threads = { model: largest, points };
  return { parity, interference, aborts, lookup, forcedLookup, stepCosts, lookupBounds, identity, leaks, threads };
}

/** The words of the prompts are chosen by the model's own tokeniser. */
async function promptsFor(peer: Peer, model: BenchmarkModel): Promise<PromptMaker> {
  const server = await startLlamaServer(peer.server, model, 1);
  try {
    return await PromptMaker.create((text) => server.tokenize(text), 7);
  } finally {
    await server.stop();
  }
}

function say(what: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${what}`);
}

async function engineVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return manifest.dependencies["node-llama-cpp"] ?? "of unknown version";
}

await main();
