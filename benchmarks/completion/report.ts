import { table } from "../support/markdown.js";
import { goalsTable } from "../support/goalsTable.js";
import type { Figure } from "../support/results.js";
import { svgChart, type Bar } from "../support/svgChart.js";
import {
  abortInBatches,
  chatRatios,
  type CompletionResults,
  type ModeResults,
  type NamedMeasures,
  type RealResults,
} from "./figures.js";
import type { Measures } from "./measures.js";
import type { SourceFile } from "./traces/sourceFiles.js";

/** Where and with what it was measured. */
export interface Setting {
  readonly date: string;
  readonly machine: string;
  readonly load: readonly [before: number, after: number];
  readonly files: readonly SourceFile[];
  /** What was replayed, in words. */
  readonly traces: string;
  /** The machine of the virtual clock, in words. */
  readonly virtualMachine: string;
}

/** The report for people. */
export function reportOf(
  results: CompletionResults,
  figures: Readonly<Record<string, Figure>>,
  setting: Setting,
): string {
  const { layouts, virtual, real, quality } = results;
  return `# Completions while typing

Typing sessions are replayed into the product's own pipeline (\`language-server/completion\`) and into the policy of
llama.vscode, written anew from its source, with llama-server. \`npm run bench:completion\` measures again; \`--quick\` takes a
part of it and writes nothing; with the path of a \`trace.jsonl\` or a \`*.recording.w.json\` that session is replayed.

- date: ${setting.date}
- machine: ${setting.machine}
- load of the machine (1 minute) before and after: ${setting.load.map((load) => load.toFixed(1)).join(", ")}
- sessions: ${setting.traces}

![Ponder against llama.vscode](completion.svg)

## Goals

${goalsTable(figures)}

## What a keystroke costs

A request at each keystroke, each answered to its end, 24 generated tokens behind it; Qwen2's vocabulary. Nothing but the
layout of the prompt and the KV cache counts here. The first key at another place is asked for, but not counted.

${table(
  ["", "tokens of a prompt", "evaluated, same line", "evaluated, Enter", "KV reuse"],
  layouts.map(({ name, promptTokens, line, enter, reuse }) => [
    name,
    promptTokens.toFixed(0),
    line.toFixed(1),
    enter.toFixed(1),
    reuse.toFixed(3),
  ]),
)}

## Virtual clock

${setting.virtualMachine} The model is an oracle: it says what is going to be typed, with one wrong word in 30 % of the
lines, and does not see the end of 30 % of the pieces. Both systems ask the same oracle and get the same time per token.

${mode(virtual)}

${real === undefined ? "" : realSection(real)}${quality === undefined ? "" : qualitySection(quality)}## How to read it

- An opportunity is a keystroke behind which there is nothing on the line but closers and one sign. Coverage is the
  share of them with a suggestion before the next key.
- A wait is the time from the last key to the suggestion where it was not there at once (within 20 ms).
- Known are suggestions without a call of the engine for this key: typed on, cached, or out of a running generation.
- CPU time is that of the process with the model: our engine's, \`llama-server\`'s. What decides in front of it, our server's
  pipeline and llama.vscode's client, is in neither. Under the virtual clock it is the time of all batches, for each thread.
- Found later are tokens of work ahead that were in the KV cache when somebody waited for a prompt with them.
- Wasted are generated tokens whose text never stood on the screen, or turned out wrong.
- A suggestion is accepted when it was seen for half a second and leads to where the session goes anyway: all of it, its
  first line, or its first word. So a better system has fewer keys to answer. Other systems' sessions may last longer.
- The peer's \`n_cmpl\` is 3 by default; the row it is held against decodes one answer, which is cheaper for it.
- Time in the editor itself and on the wire is in neither.

## Files that were typed

${table(
  ["package", "version", "licence", "file"],
  setting.files.map(({ packageName, version, licence, path }) => [packageName, version, licence, `\`${path}\``]),
)}
`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const ms = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(0)} ms` : "–");
const perKey = ({ foreground, all }: Measures["line"]): string => `${foreground.toFixed(1)} (${all.toFixed(1)})`;

/** Rows of the comparison. */
const rows: readonly (readonly [name: string, of: (measures: Measures) => string | number])[] = [
  ["keystrokes", (of) => of.keystrokes],
  ["duration of the sessions", (of) => `${of.durationSeconds.toFixed(0)} s`],
  ["CPU time of the engine", (of) => `${of.cpuSeconds.toFixed(0)} s`],
  ["coverage", (of) => percent(of.coverage)],
  ["coverage of pauses of a second and more", (of) => percent(of.coverageOfPauses)],
  ["shown", (of) => of.shown],
  ["of these known", (of) => percent(of.known)],
  ["wait, p50", (of) => ms(of.waiting.p50)],
  ["wait, p95", (of) => ms(of.waiting.p95)],
  ["of all shown, p50", (of) => ms(of.latency.p50)],
  ["of all shown, p95", (of) => ms(of.latency.p95)],
  ["engine calls per key", (of) => of.callsPerKey.toFixed(3)],
  ["of these waited for", (of) => of.foregroundCallsPerKey.toFixed(3)],
  ["prompt tokens per same-line key, waited for (with work ahead)", (of) => perKey(of.line)],
  ["per Enter", (of) => perKey(of.enter)],
  ["per first key at a place", (of) => perKey(of.jump)],
  ["prompt tokens evaluated, waited for + ahead", ({ tokens }) => `${tokens.evaluated} + ${tokens.evaluatedAhead}`],
  [
    "prompt tokens evaluated ahead that were found later",
    ({ tokens: { evaluatedAhead, foundAhead } }) =>
      foundAhead === undefined ? "–" : percent(foundAhead / Math.max(1, evaluatedAhead)),
  ],
  ["tokens generated, waited for + ahead", ({ tokens }) => `${tokens.generated} + ${tokens.generatedAhead}`],
  ["wasted", (of) => percent(of.wasted)],
  ["accepted: whole, line, word", ({ accepted }) => `${accepted.whole}, ${accepted.line}, ${accepted.word}`],
  ["suggestions that spoil the text", (of) => violationsOf(of)],
];

function violationsOf({ violations }: Measures): string {
  const kinds = Object.entries(violations);
  return kinds.length === 0 ? "0" : kinds.map(([kind, count]) => `${count} ${kind}`).join(", ");
}

function mode({ ponder, peer, others, interference, aborts }: ModeResults): string {
  const all: readonly NamedMeasures[] = [{ name: "Ponder", measures: ponder }, peer, ...others];
  const chat = chatRatios(interference);
  return `${table(
    ["", ...all.map(({ name }) => name)],
    rows.map(([name, of]) => [name, ...all.map(({ measures }) => of(measures))]),
  )}

A completion after Enter while a chat's prompt is evaluated takes ${chat.inChatWhole.toFixed(2)} times as long as on an idle engine,
${chat.inChat.toFixed(2)} times without the batch that was running when it was asked for. The first one after the turn evaluates
${chat.tokensAfter.toFixed(2)} times the tokens that one without a turn does: 1 and less say that the cache survived. After an abort in
the middle of a prompt the engine is free within ${abortInBatches(aborts).toFixed(2)} batches (p95).`;
}

function realSection(real: readonly RealResults[]): string {
  return `## Real engine

The beginning of sessions in real time, one system after the other in changing order; llama-server with \`-b 512 -ub 512
--cache-reuse 256\` and one slot; the same GGUF for both. Who completes on a CPU is advised to take a model of half a
billion parameters, by llama.vscode as by Ponder (\`ponder.completion.model\`), so that is what both are held to. With
1.5 billion on one thread neither keeps up with the typing: that is the hard case beside it.

The weights are random, so what the engines say is replaced by the oracle's text, token for token, and the peer
generates as many tokens as that text has. What an accepted suggestion left in the KV cache is therefore not what it
says: both evaluate it again. How far a prefill of ours came that was aborted, the engine does not tell: its tokens are
missing here, its CPU time is not.

${real.map((results) => `### ${results.name}\n\n${results.machine}; the pieces that are typed in the first ${results.sessionSeconds} s of these sessions: ${results.sessions.join(", ")}.\n\n${mode(results)}\n\n`).join("")}`;
}

function qualitySection(scores: NonNullable<CompletionResults["quality"]>): string {
  return `## Quality with the demo model

Held-out lines of the same files, half of them whole, half from a place inside. The demo model has 3.5 million
parameters: it shows that the path works, not what a completion model can do.

${table(
  ["", "asked", "shown", "exact", "edit similarity", "of what was shown"],
  scores.map(({ way, asked, shown, exact, similarity, similarityOfShown }) => [
    way,
    asked,
    shown,
    percent(exact / asked),
    similarity.toFixed(3),
    similarityOfShown.toFixed(3),
  ]),
)}

`;
}

/** The picture of the report. */
export function chartOf({ layouts, virtual, real = [] }: CompletionResults): string {
  const bar = (name: string, value: number): Bar => ({ name, value, low: value, high: value });
  const panels = (title: string, { ponder, peer }: ModeResults) => {
    const both = (of: (measures: Measures) => number): readonly Bar[] => [
      bar("Ponder", of(ponder)),
      bar("llama.vscode", of(peer.measures)),
    ];
    return [
      { title: `${title}: CPU time of the sessions`, unit: "s", bars: both(({ cpuSeconds }) => cpuSeconds) },
      { title: `${title}: wait, p50`, unit: "ms", bars: both(({ waiting }) => waiting.p50) },
      { title: `${title}: coverage`, unit: "%", bars: both(({ coverage }) => 100 * coverage) },
    ];
  };
  return svgChart("Completions while typing: Ponder against llama.vscode", [
    {
      title: "Prompt tokens per keystroke on a line",
      unit: "tokens",
      bars: layouts.map(({ name, line }) => bar(name, line)),
    },
    ...panels("Virtual clock", virtual),
    ...real.flatMap((results) => panels(results.name, results)),
  ]);
}
